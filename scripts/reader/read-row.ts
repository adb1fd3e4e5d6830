import * as v from 'valibot';
import { type RowType, rowTypeOf } from '../../lambdas/consume-live-events/domain/row-types.ts';
import {
  type AnyTableName,
  allTables,
  type TableName,
} from '../../lambdas/consume-live-events/domain/tables.ts';
import type { Item } from '../../lambdas/consume-live-events/item.ts';
import { CommandError } from '../command/command-error.ts';
import { type PlainRow, toPlain } from './plain-row.ts';
import { type Row, rowSchemas } from './row-schemas.ts';

/**
 * A row that is not of the shape of its type: its message names table, key and attributes, and no
 * value but the key.
 *
 * Reading ends with it. Continuing without the row would give an answer that looks whole and is not.
 */
export class InvalidRowError extends CommandError {
  override readonly name = 'InvalidRowError';

  /** @param problems what is wrong, as `current.score: expected a number` */
  constructor(table: AnyTableName, row: PlainRow, problems: readonly string[]) {
    super(`Unreadable row in ${table}, ${describeKey(table, row)}: ${problems.join('; ')}.`);
  }
}

/**
 * Reads an item of a table as a row.
 *
 * @throws InvalidRowError
 */
export function readRow(table: TableName, item: Item): Row {
  return readItem<Row>(table, table, item, rowSchemas);
}

/**
 * Reads an item by the schema of its type.
 *
 * @param rowsOf the table that it is a row of, or has the history of one
 * @throws InvalidRowError
 */
export function readItem<Read>(
  table: AnyTableName,
  rowsOf: TableName,
  item: Item,
  schemas: { readonly [Type in RowType]: v.GenericSchema<unknown, Read> },
): Read {
  const plain = toPlain({ M: item }) as PlainRow;
  const type = rowTypeOf(rowsOf, plain);
  if (type === undefined) throw new InvalidRowError(table, plain, ['facet: unknown to this version']);
  const parsed = v.safeParse(schemas[type], { ...plain, type });
  if (!parsed.success) throw new InvalidRowError(table, plain, parsed.issues.map(describeIssue));
  return parsed.output;
}

function describeIssue(issue: v.BaseIssue<unknown>): string {
  const isMissing = issue.input === undefined;
  return `${v.getDotPath(issue) ?? 'row'}: ${isMissing ? 'missing' : issue.message}`;
}

/** An id or a facet; an entity of the history; an entry of it, which ends with its order. */
const wellFormed = /^(?:[a-z_]+|(?:[a-z_-]+#)?\d+(?:#\d+)?|[a-z_]+(?:#\d+)?#[\d:.TZ-]+#\d#[\da-f]+#[01])$/;

/** Keys are ids and names of facets; a key that is anything else may be something personal. */
function describeKey(table: AnyTableName, row: PlainRow): string {
  const { partitionKey, sortKey } = allTables[table];
  return [partitionKey, sortKey]
    .map((name) => {
      const value = row[name];
      return typeof value === 'string' && wellFormed.test(value) ? `${name} ${value}` : `${name} (malformed)`;
    })
    .join(', ');
}
