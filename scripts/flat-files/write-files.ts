import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { type RowType, rowTypeNames } from '../../lambdas/consume-live-events/domain/row-types.ts';
import { CommandError } from '../command/command-error.ts';
import { moveInto } from '../command/durable.ts';
import { type Column, type ColumnType, columns } from '../reader/columns.ts';
import type { ExportedFile, Format } from './manifest.ts';
import { fileName, sortName } from './own-files.ts';
import { partPath } from './segment.ts';

export type Writing = {
  readonly folder: string;
  readonly parts: string;
  readonly segments: number;
  readonly format: Format;
  readonly onFile: (name: string) => void;
  readonly signal: AbortSignal;
};

/** What DuckDB reads a part's columns as. */
const partTypes: { readonly [Type in ColumnType]: string } = {
  text: 'VARCHAR',
  double: 'DOUBLE',
  integer: 'BIGINT',
  boolean: 'BOOLEAN',
  instant: 'VARCHAR',
  ids: 'VARCHAR',
};

/** In CSV an unquoted nothing is null, and a quoted one the empty text. */
const copyOptions: { readonly [Name in Format]: string } = {
  ndjson: 'FORMAT json',
  csv: `FORMAT csv, HEADER, DELIMITER ',', QUOTE '"', ESCAPE '"', NULLSTR ''`,
  parquet: 'FORMAT parquet, COMPRESSION zstd',
};

/**
 * Writes one file a row type from the parts of all segments, rows in order of their key.
 *
 * So the files depend on the rows alone, not on how they were read. What does not fit into memory is
 * sorted on disk, among the parts.
 */
export async function writeFiles(writing: Writing): Promise<ExportedFile[]> {
  const { folder, parts, format, onFile, signal } = writing;
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: '1GB',
    temp_directory: join(parts, sortName),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const duckdb = await instance.connect();
  const interrupt = () => duckdb.interrupt();
  signal.addEventListener('abort', interrupt);
  try {
    const files: ExportedFile[] = [];
    for (const type of rowTypeNames) {
      signal.throwIfAborted();
      const name = fileName(type, format);
      onFile(name);
      const unnamed = join(parts, name);
      const rows = await copy(duckdb, type, writing, unnamed);
      await moveInto(unnamed, join(folder, name));
      files.push({ name, rows, bytes: (await stat(join(folder, name))).size });
    }
    return files;
  } finally {
    signal.removeEventListener('abort', interrupt);
    duckdb.closeSync();
    instance.closeSync();
  }
}

/** Makes sure that no row was lost between reading and writing. */
export function requireAll(files: readonly ExportedFile[], rowsRead: number): void {
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  if (rows === rowsRead) return;
  throw new CommandError(`${rowsRead} rows were read and ${rows} written. Start over with --force.`);
}

async function copy(
  duckdb: DuckDBConnection,
  type: RowType,
  { parts, segments, format }: Writing,
  to: string,
): Promise<number> {
  const paths = Array.from({ length: segments }, (_, index) => pattern(partPath(parts, type, index)));
  const types = columns[type].map(({ name, type }) => `${name}: '${partTypes[type]}'`);
  const [partitionKey, sortKey] = columns[type].map(({ name }) => name);
  const { rowsChanged } = await duckdb.run(`
    COPY (
      SELECT ${columns[type].map((column) => expression(column, format)).join(', ')}
      FROM read_json([${paths.join(', ')}], format = 'newline_delimited', columns = {${types.join(', ')}})
      ORDER BY ${partitionKey}, ${sortKey}
    ) TO ${text(to)} (${copyOptions[format]})`);
  return rowsChanged;
}

/** Only Parquet has a type for instants; elsewhere they stay the text that the tables hold. */
function expression({ name, type }: Column, format: Format): string {
  return type === 'instant' && format === 'parquet' ? `CAST(${name} AS TIMESTAMPTZ) AS ${name}` : name;
}

/** DuckDB takes the path of a file to read for a pattern. */
function pattern(path: string): string {
  return text(path.replaceAll(/[[*?]/g, '[$&]'));
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
