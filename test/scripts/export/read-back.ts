import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { isReported } from '../../../lambdas/consume-live-events/domain/order.ts';
import { rowTypes } from '../../../lambdas/consume-live-events/domain/row-types.ts';
import type { Item } from '../../../lambdas/consume-live-events/item.ts';
import type { Format } from '../../../scripts/flat-files/manifest.ts';
import {
  type ColumnType,
  columns,
  type FileType,
  fileTypes,
  isHistory,
  rowTypeOfFile,
} from '../../../scripts/reader/columns.ts';
import type { Stored } from './tables.ts';

/** A row as one would compare it: instants as epoch milliseconds. */
export type ComparableRow = { readonly [column: string]: unknown };
export type Comparable = { readonly [fileType: string]: readonly ComparableRow[] };

/** The types that columns are asked to be read as; Parquet has types of its own. */
export const duckDbTypes: { readonly [Type in ColumnType]: string } = {
  text: 'VARCHAR',
  double: 'DOUBLE',
  integer: 'BIGINT',
  boolean: 'BOOLEAN',
  instant: 'TIMESTAMP WITH TIME ZONE',
  ids: 'VARCHAR',
};

export async function openDuckDb(): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:');
  const duckdb = await instance.connect();
  // Where a test runs must not matter.
  await duckdb.run(`SET TimeZone = 'America/St_Johns'`);
  return duckdb;
}

/** Reads every file of an export, in the order of its rows. */
export async function readBack(
  duckdb: DuckDBConnection,
  folder: string,
  format: Format,
): Promise<Comparable> {
  const read: { [fileType: string]: ComparableRow[] } = {};
  for (const type of fileTypes) {
    read[type] = await select(duckdb, type, reader(type, join(folder, `${type}.${format}`), format));
  }
  return read;
}

/** Selects every column of a file from a table, view or function. */
export async function select(duckdb: DuckDBConnection, type: FileType, from: string) {
  const cells = columns[type].map(({ name, type }) => {
    if (type === 'instant') return `CAST(epoch_ms(${name}) AS DOUBLE) AS ${name}`;
    return type === 'integer' ? `CAST(${name} AS DOUBLE) AS ${name}` : name;
  });
  const reading = await duckdb.runAndReadAll(`SELECT ${cells.join(', ')} FROM ${from}`);
  return reading.getRowObjectsJS() as ComparableRow[];
}

export function reader(type: FileType, path: string, format: Format): string {
  const types = columns[type].map(({ name, type }) => `${name}: '${duckDbTypes[type]}'`).join(', ');
  if (format === 'parquet') return `read_parquet('${path}')`;
  if (format === 'ndjson') return `read_json('${path}', format = 'newline_delimited', columns = {${types}})`;
  return `read_csv('${path}', auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
    nullstr = '', allow_quoted_nulls = false, columns = {${types}})`;
}

/** What files must hold of rows and of their history, worked out from the rows themselves and not from their items. */
export function expectedRows(stored: readonly Stored[]): Comparable {
  return Object.fromEntries(
    fileTypes.map((type) => {
      const { table, facet } = rowTypes[rowTypeOfFile(type)];
      const ofType = stored.filter(({ row }) => row.table === table && row.facet === facet);
      return [
        type,
        ofType
          .map((each) => (isHistory(type) ? expectedEntry(type, each) : expectedRow(type, each)))
          .sort(byKey(type)),
      ];
    }),
  );
}

export function expectedRow(type: FileType, { row, item }: Pick<Stored, 'row' | 'item'>): ComparableRow {
  const { current, previous } = row;
  const known: { readonly [column: string]: unknown } = {
    ...row.key,
    ...Object.fromEntries(Object.entries(row.identity).map(([name, { value }]) => [name, value])),
    ...prefixed('current_', current.state),
    ...prefixed('previous_', previous?.state ?? {}),
    previous_event_time: previous?.eventTime,
    previous_source: previous && (isReported(previous.order) ? 'reported' : 'observed'),
    event_name: current.eventName,
    event_time: current.eventTime,
    revision: Number(item['revision']?.N),
    ...writingOf(item),
  };
  return cellsOf(type, known);
}

function expectedEntry(type: FileType, { row, entry }: Stored): ComparableRow {
  const { current, previous } = row;
  return cellsOf(type, {
    entity: entry['entity']?.S,
    entry: entry['entry']?.S,
    ...row.key,
    ...Object.fromEntries(Object.entries(row.identity).map(([name, { value }]) => [name, value])),
    ...prefixed('state_', current.state),
    ...prefixed('old_', previous?.state ?? {}),
    event_name: current.eventName,
    event_time: current.eventTime,
    ...writingOf(entry),
  });
}

function writingOf(item: Item) {
  return {
    written_at: item['written_at']?.S,
    expires_at: item['expires_at'] && Number(item['expires_at'].N),
  };
}

function cellsOf(type: FileType, known: { readonly [column: string]: unknown }): ComparableRow {
  const cells = columns[type].map(({ name, type }) => [name, comparable(type, known[name] ?? null)]);
  return Object.fromEntries(cells);
}

function prefixed(prefix: string, state: object) {
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [`${prefix}${name}`, value]));
}

function comparable(type: ColumnType, value: unknown): unknown {
  if (value === null) return null;
  if (type === 'instant' && typeof value === 'string') return Date.parse(value);
  return type === 'ids' ? JSON.stringify(value) : value;
}

function byKey(type: FileType) {
  const [partitionKey = '', sortKey = ''] = columns[type].map(({ name }) => name);
  const keyOf = (row: ComparableRow) => `${String(row[partitionKey])}\0${String(row[sortKey])}`;
  return (a: ComparableRow, b: ComparableRow) => (keyOf(a) < keyOf(b) ? -1 : 1);
}
