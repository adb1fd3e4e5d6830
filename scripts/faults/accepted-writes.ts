import { tables } from '../../lambdas/consume-live-events/domain/tables.ts';
import type { Answer, Exchange } from './exchange.ts';

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

type Item = { readonly [attribute: string]: { readonly S?: string; readonly N?: string } };

export function watchAcceptedWrites(): AcceptedWrites {
  const accepted = new Set<string>();
  const violations: string[] = [];
  return {
    violations,
    note({ operation, input }, { status }) {
      if (operation !== 'PutItem' || status !== 200) return;
      const { TableName, Item } = input as { readonly TableName: string; readonly Item: Item };
      const write = [TableName, keyOf(Item), Item['revision']?.N].join(' ');
      if (accepted.has(write)) violations.push(`a row of ${TableName} was overwritten, not joined`);
      accepted.add(write);
    },
  };
}

/** Of the three tables' partition keys, submissions and scores have their own; only course scores begin with a course. */
function keyOf(item: Item): string {
  const table = Object.values(tables).find(({ partitionKey }) => item[partitionKey] !== undefined);
  return table === undefined ? '' : `${item[table.partitionKey]?.S} ${item[table.sortKey]?.S}`;
}
