import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { tableOf } from '../../lambdas/consume-live-events/domain/history.ts';
import { rowTypeOf } from '../../lambdas/consume-live-events/domain/row-types.ts';
import type { AnyTableName } from '../../lambdas/consume-live-events/domain/tables.ts';
import { type Item, textOf } from '../../lambdas/consume-live-events/item.ts';
import { CommandError } from '../command/command-error.ts';
import {
  type Column,
  type ColumnType,
  columns,
  type FileType,
  historyOf,
  tableOfFile,
} from '../reader/columns.ts';

/** A row, or an entry of the history, with one plain value a column, in the order of the columns. */
export type FlatRow = { readonly [column: string]: string | number | boolean | null };

/**
 * Tells which file an item belongs into.
 *
 * @throws CommandError when a newer version of the system made it: leaving it out would go unnoticed
 */
export function typeOf(table: AnyTableName, item: Item): FileType {
  const isOfHistory = table === 'history';
  const found = rowTypeOf(isOfHistory ? tableOf(textOf(item, 'entity')) : table, { facet: item['facet']?.S });
  if (found !== undefined) return isOfHistory ? historyOf(found) : found;
  throw new CommandError(
    `The table ${table} holds a row of a facet that this version does not know. Export with the version that is deployed.`,
  );
}

/**
 * Lays a row out flat. What is null and what is absent in the table are null here.
 *
 * @throws CommandError when an attribute has not the type that the data dictionary says; it names the
 * attribute and never its value
 */
export function flatten(fileType: FileType, item: Item): FlatRow {
  const cell = ({ name, type, path }: Column) => {
    const value = plain(type, attributeAt(item, path));
    if (value !== undefined) return [name, value] as const;
    throw new CommandError(`A row of ${tableOfFile(fileType)} has a ${path.join('.')} that is no ${type}.`);
  };
  return Object.fromEntries(columns[fileType].map(cell));
}

function attributeAt(item: Item, path: readonly string[]): AttributeValue | undefined {
  return path.reduce<AttributeValue | undefined>((attribute, name) => attribute?.M?.[name], { M: item });
}

/** Undefined for a value of another type. */
function plain(type: ColumnType, attribute: AttributeValue | undefined): FlatRow[string] | undefined {
  if (attribute === undefined || attribute.NULL !== undefined) return null;
  if (type === 'boolean') return attribute.BOOL;
  if (type === 'ids') return attribute.L && JSON.stringify(attribute.L.map(({ S }) => S));
  if (type === 'text' || type === 'instant') return attribute.S;
  const number = attribute.N === undefined ? Number.NaN : Number(attribute.N);
  const isFit = type === 'integer' ? Number.isSafeInteger(number) : Number.isFinite(number);
  return isFit ? number : undefined;
}
