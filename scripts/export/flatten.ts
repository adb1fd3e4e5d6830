import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../lambdas/consume-live-events/row-item.ts';
import { CommandError } from '../command/command-error.ts';
import type { Column, ColumnType, RowType } from '../reader/columns.ts';

/** A row with one plain value a column, in the order of the columns. */
export type FlatRow = { readonly [column: string]: string | number | boolean | null };

/**
 * Lays a row out flat. What is null and what is absent in the table are null here.
 *
 * @throws CommandError when an attribute has not the type that the data dictionary says; it names the
 * attribute and never its value
 */
export function flatten({ table, columns }: RowType, item: Item): FlatRow {
  const cell = ({ name, type, path }: Column) => {
    const value = plain(type, attributeAt(item, path));
    if (value !== undefined) return [name, value] as const;
    throw new CommandError(`A row of ${table} has a ${path.join('.')} that is no ${type}.`);
  };
  return Object.fromEntries(columns.map(cell));
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
