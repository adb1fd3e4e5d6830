import type { Answer, Exchange } from './exchange.ts';
import { writesOf } from './writes.ts';

type Key = { readonly [attribute: string]: { readonly S?: string } };
type TableKeys = { readonly [table: string]: { readonly Keys: readonly Key[] } };

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
  /** Rows written unread, a sentence each. */
  readonly violations: readonly string[];
};

export function watchUnprocessedKeys(): UnprocessedWatch {
  let unread: { table: string; key: Key }[] = [];
  const violations: string[] = [];
  return {
    violations,
    beginInvocation: () => {
      unread = [];
    },
    onRequest(exchange) {
      const { operation, input } = exchange;
      if (operation === 'BatchGetItem') {
        const asked = keysOf(input['RequestItems'] as TableKeys);
        unread = unread.filter(
          (each) => !asked.some(({ table, key }) => table === each.table && isOf(each.key, key)),
        );
      }
      for (const { table, item } of writesOf(exchange)) {
        if (!unread.some((each) => each.table === table && isOf(item, each.key))) continue;
        violations.push(`a row of ${table} was written although its key had been left unprocessed`);
      }
    },
    onAnswer({ operation }, { body }) {
      if (operation !== 'BatchGetItem') return;
      const { UnprocessedKeys = {} } = JSON.parse(body) as { readonly UnprocessedKeys?: TableKeys };
      unread.push(...keysOf(UnprocessedKeys));
    },
  };
}

function keysOf(tables: TableKeys): { table: string; key: Key }[] {
  return Object.entries(tables).flatMap(([table, { Keys }]) => Keys.map((key) => ({ table, key })));
}

/** Tells whether an item, or another key, has that key. */
function isOf(item: Key, key: Key): boolean {
  return Object.entries(key).every(([name, value]) => item[name]?.S === value.S);
}
