import { type Delta, deltaOf, isIn, type Row } from './merge.ts';
import { isOfSameEvent } from './order.ts';
import { hasFacets, type TableName, tableNames, tables } from './tables.ts';

/*
 * The history is the set of all observations, a row a view of it: the fold of those that speak of it. A consumer
 * adds an observation to the history before it saves the row, so what stands in a row is known to be in the
 * history, and a copy of it costs no write.
 */

/** Gives those of some events of a row that may be missing from its history, each once. */
export function notRemembered(stored: Row | undefined, deltas: readonly Delta[]): Delta[] {
  const byOrder = new Map<string, Delta>();
  for (const delta of deltas) {
    const { order } = delta.row.current;
    const isKnown = byOrder.has(order) || (stored !== undefined && isIn(stored, delta.row));
    if (!isKnown) byOrder.set(order, delta);
  }
  return [...byOrder.values()];
}

/**
 * Makes of a row the observations that it still knows, oldest first: for rows that are older than their history.
 *
 * Their fold is the row again. Of the event that was overtaken, the row has kept neither name nor details.
 */
export function remembered(row: Row): Delta[] {
  const { previous, ...rest } = row;
  const isReportedNow = previous !== null && isOfSameEvent(previous.order, row.current.order);
  const now = deltaOf({ ...rest, previous: null }, isReportedNow ? previous.state : null);
  if (previous === null || isReportedNow) return [now];
  const before: Row = { ...rest, identity: {}, current: { ...previous, eventName: '' }, previous: null };
  return [deltaOf(before, null), now];
}

/** Names what a row is of, over all facets and tables: `submissions#21070000000011086`. */
export function entityOf({ table, key }: Pick<Row, 'table' | 'key'>): string {
  const { partitionKey, sortKey } = tables[table];
  const ids = hasFacets(table) ? [key[partitionKey]] : [key[partitionKey], key[sortKey]];
  return [table, ...ids].join('#');
}

/**
 * Names an observation among those of its entity: by facet, then by its order in the row, so that they sort in
 * time: `grade#2026-03-02T10:00:00.000Z#2#0123456789abcdef#1`.
 */
export function entryOf({ key, facet, current }: Row): string {
  return entryPrefix({ key, facet }) + current.order;
}

/** What the entries of one row begin with. */
export function entryPrefix({ key, facet }: Pick<Row, 'key' | 'facet'>): string {
  return `${key['facet'] ?? facet}#`;
}

/**
 * Tells the table of an entity's rows.
 *
 * @throws an Error for one that only a later version knows
 */
export function tableOf(entity: string): TableName {
  const table = tableNames.find((name) => entity.startsWith(`${name}#`));
  if (table === undefined) throw new Error('entity: of a table unknown to this version');
  return table;
}
