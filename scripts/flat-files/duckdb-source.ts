import { type ColumnType, columns, type FileType } from '../reader/columns.ts';
import type { Format } from './manifest.ts';

/** What DuckDB reads a column of a text file as. */
const duckDbTypes: { readonly [Type in ColumnType]: string } = {
  text: 'VARCHAR',
  double: 'DOUBLE',
  integer: 'BIGINT',
  boolean: 'BOOLEAN',
  instant: 'VARCHAR',
  ids: 'VARCHAR',
};

/**
 * Writes the source of a query that reads files of a type. In Parquet an instant is a timestamp; elsewhere it is
 * the text that the tables hold.
 */
export function duckDbSource(type: FileType, format: Format, paths: readonly string[]): string {
  const files = `[${paths.map(pattern).join(', ')}]`;
  const types = columns[type].map(({ name, type }) => `${name}: '${duckDbTypes[type]}'`).join(', ');
  const readers: { readonly [Name in Format]: () => string } = {
    parquet: () => `read_parquet(${files})`,
    ndjson: () => `read_json(${files}, format = 'newline_delimited', columns = {${types}})`,
    csv: () =>
      `read_csv(${files}, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, columns = {${types}})`,
  };
  return readers[format]();
}

/** Writes a text as SQL does. */
export function sqlText(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** Writes the path of a file to read, which DuckDB would take for a pattern. */
export function pattern(path: string): string {
  return sqlText(path.replaceAll(/[[*?]/g, '[$&]'));
}
