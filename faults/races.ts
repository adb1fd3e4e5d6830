import type { Answer, Exchange } from './exchange.ts';
import { answeredWrites } from './writes.ts';

/** Watches the writes of one consumer for those that another was faster with. */
export type Races = {
  /** Whether a write of the request was refused, and not because this consumer itself had made it before. */
  readonly isLost: (exchange: Exchange, answer: Answer) => boolean;
};

export function watchRaces(): Races {
  const own = new Set<string>();
  return {
    isLost(exchange, answer) {
      const writes = answeredWrites(exchange, answer);
      for (const { step, error } of writes) if (error === undefined) own.add(step);
      return writes.some(
        ({ step, isOfRow, error }) =>
          isOfRow &&
          (error?.Code === 'ConditionalCheckFailed' || error?.Code === 'DuplicateItem') &&
          !own.has(step),
      );
    },
  };
}
