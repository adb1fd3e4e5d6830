import type { AttributeValue, BatchStatementRequest } from '@aws-sdk/client-dynamodb';
import type { State, Value } from './domain/facets.ts';
import type { Identity, Previous, Row } from './domain/merge.ts';
import { isReported } from './domain/order.ts';
import { facetOf, identityNames } from './domain/row-types.ts';
import { expiryAttribute, type TableName, tables } from './domain/tables.ts';

export type Item = Record<string, AttributeValue>;

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

function insertStatement(tableName: string, item: Item): BatchStatementRequest {
  const attributes = Object.keys(item).map((name) => `'${name}': ?`);
  return {
    Statement: `INSERT INTO "${tableName}" VALUE {${attributes.join(', ')}}`,
    Parameters: Object.values(item),
  };
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

/**
 * Writes a row as a DynamoDB item.
 *
 * An identity attribute that is not known is left out, since an index key must never be null.
 * `identity_orders` holds the order of those that an event older than `current` carried.
 */
export function toItem(row: Row, { revision, writtenAt, retentionDays }: Write): Item {
  const { current, previous } = row;
  const older = Object.entries(row.identity).filter(([, { order }]) => order !== current.order);
  return {
    ...toItemKey(row),
    ...mapValues(row.identity, ({ value }) => ({ S: value })),
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
    ...(older.length > 0 && {
      identity_orders: { M: mapValues(Object.fromEntries(older), ({ order }) => ({ S: order })) },
    }),
    revision: { N: String(revision) },
    written_at: { S: writtenAt.toISOString() },
    ...(retentionDays !== undefined && {
      [expiryAttribute]: { N: String(expiryOf(row, retentionDays)) },
    }),
  };
}

/**
 * Says when a row expires, in epoch seconds.
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
  const { partitionKey, sortKey } = tables[table];
  const key = { [partitionKey]: textOf(item, partitionKey), [sortKey]: textOf(item, sortKey) };
  const facet = facetOf(table, key);
  if (facet === undefined) throw new Error(`facet: unknown to this version in ${table}`);
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

function previousOf(item: Item): Previous {
  const { event_time: eventTime, source: _, ...state } = stateOf(item['previous']);
  return { order: textOf(item, 'previous_order'), eventTime: String(eventTime), state };
}

function identityOf(item: Item, key: Row['key'], currentOrder: string): Identity {
  const names = identityNames.filter((name) => item[name] !== undefined && key[name] === undefined);
  const orders = item['identity_orders']?.M ?? {};
  return Object.fromEntries(
    names.map((name) => [name, { value: textOf(item, name), order: orders[name]?.S ?? currentOrder }]),
  );
}

function textOf(item: Item, name: string): string {
  return item[name]?.S ?? '';
}

function stateOf(attribute: AttributeValue | undefined): State {
  return mapValues(attribute?.M ?? {}, fromAttribute);
}

/**
 * DynamoDB's documented number is text, so no value is lost on the way; AWS's own marshaller refuses
 * numbers above 2^53, and a score may be any finite number.
 */
function toAttribute(value: Value | State): AttributeValue {
  if (value === null) return { NULL: true };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (isList(value)) return { L: value.map((element) => ({ S: element })) };
  return { M: mapValues(value, toAttribute) };
}

function isList(value: readonly string[] | State): value is readonly string[] {
  return Array.isArray(value);
}

function fromAttribute(attribute: AttributeValue): Value {
  if (attribute.S !== undefined) return attribute.S;
  if (attribute.N !== undefined) return Number(attribute.N);
  if (attribute.BOOL !== undefined) return attribute.BOOL;
  return attribute.L === undefined ? null : attribute.L.map((element) => element.S ?? '');
}

function mapValues<From, To>(
  record: { readonly [name: string]: From },
  map: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}
