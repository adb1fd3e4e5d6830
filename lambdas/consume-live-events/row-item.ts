import type { BatchStatementRequest } from '@aws-sdk/client-dynamodb';
import type { Identity, Previous, Row } from './domain/merge.ts';
import { isReported } from './domain/order.ts';
import { facetOf, identityNames } from './domain/row-types.ts';
import { expiryAttribute, type TableName, tables } from './domain/tables.ts';
import { type Item, insertStatement, mapValues, stateOf, textOf, toAttribute } from './item.ts';

/** Which row: its table and its two key attributes. */
export type RowKey = Pick<Row, 'table' | 'key'>;

/** A row as read, and the revision that a write must still find. */
export type StoredRow = { readonly row: Row; readonly revision: number };

/** What only the moment of writing knows. */
export type Write = {
  /** Undefined for a row that the table did not hold. */
  readonly seenRevision: number | undefined;
  /** What the next write of the row must find. */
  readonly revision: number;
  readonly writtenAt: Date;
  /** Undefined where rows are kept for ever. */
  readonly retentionDays: number | undefined;
};

/** What a row may have had and have no more: an update removes it. */
const removableAttributes = ['identity_orders', expiryAttribute];

const isAsSeen = '"revision" = ?';

/** Names a row uniquely among the rows of all tables. */
export function rowId({ table, key }: RowKey): string {
  const { partitionKey, sortKey } = tables[table];
  return `${table} ${key[partitionKey]} ${key[sortKey]}`;
}

export function toItemKey({ key }: RowKey): Item {
  return Object.fromEntries(Object.entries(key).map(([name, value]) => [name, { S: value }]));
}

/**
 * Builds the conditional write of a row as a PartiQL statement, which can share a request with others:
 * refused when another consumer has written the row since it was read.
 *
 * An `INSERT` is refused when there is such a row, an `UPDATE` when there is none or it has moved on.
 */
export function writeStatement(row: Row, tableName: string, write: Write): BatchStatementRequest {
  const item = toItem(row, write);
  const { seenRevision } = write;
  return seenRevision === undefined
    ? insertStatement(tableName, item)
    : updateStatement(tableName, toItemKey(row), item, seenRevision);
}

function updateStatement(tableName: string, key: Item, item: Item, seen: number): BatchStatementRequest {
  const values = Object.entries(item).filter(([name]) => key[name] === undefined);
  const lost = removableAttributes.filter((name) => item[name] === undefined);
  const conditions = [...Object.keys(key).map((name) => `"${name}" = ?`), isAsSeen];
  return {
    Statement: [
      `UPDATE "${tableName}"`,
      ...values.map(([name]) => `SET "${name}" = ?`),
      ...lost.map((name) => `REMOVE "${name}"`),
      `WHERE ${conditions.join(' AND ')}`,
    ].join(' '),
    Parameters: [...values.map(([, value]) => value), ...Object.values(key), { N: String(seen) }],
  };
}

/** Writes a row as a DynamoDB item. */
export function toItem(row: Row, { revision, writtenAt, retentionDays }: Write): Item {
  const { current, previous } = row;
  return {
    ...toItemKey(row),
    ...toIdentityItem(row),
    current: toAttribute({ ...current.state, event_time: current.eventTime }),
    previous: toAttribute(
      previous && {
        ...previous.state,
        event_time: previous.eventTime,
        source: isReported(previous.order) ? 'reported' : 'observed',
      },
    ),
    event_name: { S: current.eventName },
    event_time: { S: current.eventTime },
    current_order: { S: current.order },
    ...(previous && { previous_order: { S: previous.order } }),
    revision: { N: String(revision) },
    written_at: { S: writtenAt.toISOString() },
    ...(retentionDays !== undefined && {
      [expiryAttribute]: { N: String(expiryOf(row, retentionDays)) },
    }),
  };
}

/**
 * Writes whose row it is.
 *
 * An attribute that is not known is left out, since an index key must never be null. `identity_orders` holds the
 * order of those that an event older than `current` carried.
 */
export function toIdentityItem({ identity, current }: Row): Item {
  const older = Object.entries(identity).filter(([, { order }]) => order !== current.order);
  return {
    ...mapValues(identity, ({ value }) => ({ S: value })),
    ...(older.length > 0 && {
      identity_orders: { M: mapValues(Object.fromEntries(older), ({ order }) => ({ S: order })) },
    }),
  };
}

/**
 * Says when a row, or what the history keeps of it, expires, in epoch seconds.
 *
 * Counted from its newest event and not from its last write: a copy that comes after it has expired must
 * not make it live again.
 */
export function expiryOf({ current }: Row, retentionDays: number): number {
  return Math.floor(Date.parse(current.eventTime) / 1000) + retentionDays * 24 * 60 * 60;
}

/**
 * Reads a row back from its item.
 *
 * @throws an Error for a row that only a later version knows
 */
export function fromItem(table: TableName, item: Item): StoredRow {
  const { key, facet } = keyAndFacetOf(table, item);
  const { event_time: eventTime, ...state } = stateOf(item['current']);
  const order = textOf(item, 'current_order');
  return {
    revision: Number(item['revision']?.N),
    row: {
      table,
      key,
      facet,
      identity: identityOf(item, key, order),
      current: { order, eventName: textOf(item, 'event_name'), eventTime: String(eventTime), state },
      previous: item['previous']?.M === undefined ? null : previousOf(item),
    },
  };
}

/**
 * Reads which row an item is of.
 *
 * @throws an Error for a facet that only a later version knows
 */
export function keyAndFacetOf(table: TableName, item: Item): Pick<Row, 'key' | 'facet'> {
  const { partitionKey, sortKey } = tables[table];
  const key = { [partitionKey]: textOf(item, partitionKey), [sortKey]: textOf(item, sortKey) };
  const facet = facetOf(table, key);
  if (facet === undefined) throw new Error(`facet: unknown to this version in ${table}`);
  return { key, facet };
}

function previousOf(item: Item): Previous {
  const { event_time: eventTime, source: _, ...state } = stateOf(item['previous']);
  return { order: textOf(item, 'previous_order'), eventTime: String(eventTime), state };
}

export function identityOf(item: Item, key: Row['key'], currentOrder: string): Identity {
  const names = identityNames.filter((name) => item[name] !== undefined && key[name] === undefined);
  const orders = item['identity_orders']?.M ?? {};
  return Object.fromEntries(
    names.map((name) => [name, { value: textOf(item, name), order: orders[name]?.S ?? currentOrder }]),
  );
}
