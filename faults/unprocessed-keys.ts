import type { Answer, Exchange } from './exchange.ts';
import { keysOf, type RequestItems, writesOf } from './requests.ts';

/**
 * Watches that a row whose key was left unprocessed is not written before its key was asked for again.
 *
 * The rows do not tell: a write from a row that was not read is refused, and fixed at the price of two
 * more requests. It would be paid for every row that a throttled table leaves unread.
 */
export type UnprocessedWatch = {
  /** Forgets what an earlier invocation was left with. */
  readonly beginInvocation: () => void;
  readonly onRequest: (exchange: Exchange) => void;
  readonly onAnswer: (exchange: Exchange, answer: Answer) => void;
};

/** @param violations gets a sentence for each row written unread */
export function watchUnprocessedKeys(violations: string[]): UnprocessedWatch {
  const unread = new Set<string>();
  return {
    beginInvocation: () => unread.clear(),
    onRequest(exchange) {
      if (exchange.operation === 'BatchGetItem') {
        for (const { row } of keysOf(exchange.input['RequestItems'] as RequestItems)) unread.delete(row);
      }
      for (const { table, row } of writesOf(exchange)) {
        if (!unread.has(row)) continue;
        violations.push(`a row of ${table} was written although its key had been left unprocessed`);
      }
    },
    onAnswer({ operation }, { body }) {
      if (operation !== 'BatchGetItem') return;
      const { UnprocessedKeys = {} } = JSON.parse(body) as { readonly UnprocessedKeys?: RequestItems };
      for (const { row } of keysOf(UnprocessedKeys)) unread.add(row);
    },
  };
}
