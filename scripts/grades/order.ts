import { rowTypes } from '../../lambdas/consume-live-events/domain/row-types.ts';
import { tables } from '../../lambdas/consume-live-events/domain/tables.ts';
import { compareTexts } from '../command/text.ts';
import type { Row } from '../reader/row-schemas.ts';

type Compare = (a: Row, b: Row) => number;

/** How rows are sorted, by the time of their change; none is as they are read. */
export const orders = {
  newest: (a, b) => compareTexts([b.event_time], [a.event_time]) || compareTexts(keyOf(a), keyOf(b)),
  oldest: (a, b) => compareTexts([a.event_time], [b.event_time]) || compareTexts(keyOf(a), keyOf(b)),
  none: () => 0,
} as const satisfies { readonly [name: string]: Compare };

export type Order = keyof typeof orders;

export const orderNames = Object.keys(orders) as Order[];

/** Keeps the first rows in an order, however many come: twice their number at most is in memory. */
export function keepFirst(limit: number, order: Order) {
  let kept: Row[] = [];
  const cut = () => {
    kept = kept.toSorted(orders[order]).slice(0, limit);
  };
  return {
    add(rows: readonly Row[]): void {
      for (const row of rows) kept.push(row);
      if (kept.length > 2 * limit) cut();
    },
    rows(): readonly Row[] {
      cut();
      return kept;
    },
  };
}

function keyOf(row: Row): string[] {
  const { partitionKey, sortKey } = tables[rowTypes[row.type].table];
  const attributes: { readonly [name: string]: unknown } = row;
  return [String(attributes[partitionKey]), String(attributes[sortKey])];
}
