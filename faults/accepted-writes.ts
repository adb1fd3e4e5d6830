import type { Answer, Exchange } from './exchange.ts';
import { answeredWrites } from './writes.ts';

/**
 * Watches that of all writes of a row that start from the same revision only one is accepted.
 *
 * Rows tell an overwritten change only if it was among the last two of its row; this tells every one.
 */
export type AcceptedWrites = {
  /** Notes a request that was carried out, in whatever order and whether or not anyone got the answer. */
  readonly note: (exchange: Exchange, answer: Answer) => void;
  /** Overwritten rows, a sentence each. */
  readonly violations: readonly string[];
};

export function watchAcceptedWrites(): AcceptedWrites {
  const accepted = new Set<string>();
  const violations: string[] = [];
  return {
    violations,
    note(exchange, answer) {
      for (const { table, step, error } of answeredWrites(exchange, answer)) {
        if (error !== undefined) continue;
        if (accepted.has(step)) violations.push(`a row of ${table} was overwritten, not joined`);
        accepted.add(step);
      }
    },
  };
}
