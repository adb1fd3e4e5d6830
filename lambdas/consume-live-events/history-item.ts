import { entityOf, entryOf, entryPrefix, tableOf } from './domain/history.ts';
import { type Delta, deltaOf, type Row } from './domain/merge.ts';
import { expiryAttribute } from './domain/tables.ts';
import { type Item, stateOf, textOf, toAttribute } from './item.ts';
import { expiryOf, identityOf, keyAndFacetOf, toIdentityItem, toItemKey } from './row-item.ts';

/** What only the moment of writing knows. */
export type HistoryWrite = {
  readonly writtenAt: Date;
  /** How many days after the event it expires; undefined where it is kept for ever. */
  readonly days: number | undefined;
};

/**
 * Writes what an event says of a row as an item of the history.
 *
 * Its key names the row and the order of the event in it, so a copy has the same. `state` is what the row holds
 * of the event while it is `current`; `old` are the values that the event reports of before.
 */
export function toHistoryItem({ row, reported }: Delta, { writtenAt, days }: HistoryWrite): Item {
  const { state, eventName, eventTime } = row.current;
  return {
    entity: { S: entityOf(row) },
    entry: { S: entryOf(row) },
    ...toItemKey(row),
    ...toIdentityItem(row),
    state: toAttribute(state),
    old: toAttribute(reported),
    event_name: { S: eventName },
    event_time: { S: eventTime },
    written_at: { S: writtenAt.toISOString() },
    ...(days !== undefined && { [expiryAttribute]: { N: String(expiryOf(row, days)) } }),
  };
}

/**
 * Reads back what an event said.
 *
 * @throws an Error for an item that only a later version knows
 */
export function fromHistoryItem(item: Item): Delta {
  const table = tableOf(textOf(item, 'entity'));
  const { key, facet } = keyAndFacetOf(table, item);
  const order = textOf(item, 'entry').slice(entryPrefix({ key, facet }).length);
  const row: Row = {
    table,
    key,
    facet,
    identity: identityOf(item, key, order),
    current: {
      order,
      eventName: textOf(item, 'event_name'),
      eventTime: textOf(item, 'event_time'),
      state: stateOf(item['state']),
    },
    previous: null,
  };
  return deltaOf(row, item['old']?.M === undefined ? null : stateOf(item['old']));
}
