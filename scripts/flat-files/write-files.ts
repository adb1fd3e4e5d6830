import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { AnyTableName } from '../../lambdas/consume-live-events/domain/tables.ts';
import { CommandError } from '../command/command-error.ts';
import { moveInto } from '../command/durable.ts';
import { type Column, columns, type FileType, fileTypes, tableOfFile } from '../reader/columns.ts';
import { duckDbSource, sqlText } from './duckdb-source.ts';
import type { ExportedFile, Format } from './manifest.ts';
import { openDuckDb } from './open-duckdb.ts';
import { fileName, sortName } from './own-files.ts';
import { partPath } from './segment.ts';

export type Writing = {
  /** Which tables were read. */
  readonly tables: readonly AnyTableName[];
  readonly folder: string;
  readonly parts: string;
  readonly segments: number;
  readonly format: Format;
  readonly onFile: (name: string) => void;
  readonly signal: AbortSignal;
};

const copyOptions: { readonly [Name in Format]: string } = {
  ndjson: 'FORMAT json',
  // An unquoted nothing is null, and a quoted one the empty text.
  csv: `FORMAT csv, HEADER, DELIMITER ',', QUOTE '"', ESCAPE '"', NULLSTR ''`,
  parquet: 'FORMAT parquet, COMPRESSION zstd',
};

/**
 * Writes one file a type from the parts of all segments, rows in order of their key.
 *
 * So the files depend on the rows alone, not on how they were read. What does not fit into memory is
 * sorted on disk, among the parts.
 */
export async function writeFiles(writing: Writing): Promise<ExportedFile[]> {
  const { tables, folder, parts, format, onFile, signal } = writing;
  const { duckdb, close } = await openDuckDb(join(parts, sortName), signal);
  try {
    const files: ExportedFile[] = [];
    for (const type of fileTypes.filter((name) => tables.includes(tableOfFile(name)))) {
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
    close();
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
  type: FileType,
  { parts, segments, format }: Writing,
  to: string,
): Promise<number> {
  const paths = Array.from({ length: segments }, (_, index) => partPath(parts, type, index));
  const [partitionKey, sortKey] = columns[type].map(({ name }) => name);
  const { rowsChanged } = await duckdb.run(`
    COPY (
      SELECT ${columns[type].map((column) => expression(column, format)).join(', ')}
      FROM ${duckDbSource(type, 'ndjson', paths)}
      ORDER BY ${partitionKey}, ${sortKey}
    ) TO ${sqlText(to)} (${copyOptions[format]})`);
  return rowsChanged;
}

/** Only Parquet has a type for instants; elsewhere they stay the text that the tables hold. */
function expression({ name, type }: Column, format: Format): string {
  return type === 'instant' && format === 'parquet' ? `CAST(${name} AS TIMESTAMPTZ) AS ${name}` : name;
}
