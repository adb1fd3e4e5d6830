import type { Answer, Exchange } from './exchange.ts';
import { responsesOf, writesOf } from './writes.ts';

/** Watches the writes of one consumer for those that another was faster with. */
export type Races = {
  /** Whether a write of the request was refused, and not because this consumer itself had made it before. */
  readonly isLost: (exchange: Exchange, answer: Answer) => boolean;
};

export function watchRaces(): Races {
  const own = new Set<string>();
  return {
    isLost(exchange, answer) {
      const responses = exchange.operation === 'BatchExecuteStatement' ? responsesOf(answer) : [];
      let isLost = false;
      for (const [index, { row, item }] of writesOf(exchange).entries()) {
        const write = `${row} ${item['revision']?.N}`;
        const code = responses[index]?.Error?.Code;
        if (responses[index] !== undefined && code === undefined) own.add(write);
        const isRefused = code === 'ConditionalCheckFailed' || code === 'DuplicateItem';
        if (isRefused && !own.has(write)) isLost = true;
      }
      return isLost;
    },
  };
}
