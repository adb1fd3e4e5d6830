import type { Value } from '../../lambdas/consume-live-events/domain/facets.ts';
import { type RowType, rowTypeNames } from '../../lambdas/consume-live-events/domain/row-types.ts';
import { columns as columnsByType, type Column as FileColumn, historyOf } from '../reader/columns.ts';
import type { Row } from '../reader/row-schemas.ts';

/** A column of a flat file: its name, and its value in a row. Undefined where the row has none. */
export type Column<Of = Row> = { readonly name: string; readonly valueIn: (row: Of) => Value | undefined };

/** Attributes whose columns stand last, in this order; before them are type, key and identity. */
const last = [
  'current',
  'previous',
  'state',
  'old',
  'event_name',
  'event_time',
  'revision',
  'written_at',
  'expires_at',
];

/** Lists the columns that rows of some types fill, under the names of the export's files. */
export function columnsOf(types: readonly RowType[]): Column[] {
  return mergeColumns(
    rowTypeNames.filter((type) => types.includes(type)).flatMap((type) => columnsByType[type]),
  );
}

/** Lists the columns that entries of a history fill, whatever they are of. */
export function historyColumns(): Column<object>[] {
  return mergeColumns(rowTypeNames.flatMap((type) => columnsByType[historyOf(type)]));
}

function mergeColumns(columns: readonly FileColumn[]): Column<object>[] {
  const rank = ([attribute = '']: readonly string[]) => last.indexOf(attribute);
  const ordered = columns.toSorted((a, b) => rank(a.path) - rank(b.path));
  const pathByName = new Map([['type', ['type']], ...ordered.map(({ name, path }) => [name, path] as const)]);
  return [...pathByName].map(([name, path]) => ({ name, valueIn: (row) => valueAt(row, path) }));
}

function valueAt(row: object, path: readonly string[]): Value | undefined {
  const at = (value: unknown, name: string) =>
    (value as { [name: string]: unknown } | null | undefined)?.[name];
  return path.reduce<unknown>(at, row) as Value | undefined;
}
