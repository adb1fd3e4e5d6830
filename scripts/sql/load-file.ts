import { extname } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { CommandError } from '../command/command-error.ts';
import { pattern } from '../flat-files/duckdb-source.ts';
import { toRowError } from './duckdb-error.ts';

/** A file that is a table beside the views. */
export type Extra = {
  /** `names`, or with a schema `canvas.submissions`. */
  readonly name: string;
  /** Absolute path. */
  readonly path: string;
};

/** DuckDB would take a grade of 5.0 in CSV for the number 5, and a ragged file for one of another form. */
const readers: { readonly [extension: string]: (path: string) => string } = {
  '.csv': (path) =>
    `read_csv(${path}, delim = ',', quote = '"', escape = '"', header = true, all_varchar = true)`,
  '.parquet': (path) => `read_parquet(${path})`,
  '.ndjson': (path) => `read_json(${path}, format = 'newline_delimited')`,
  '.json': (path) => `read_json(${path})`,
};

export const readableFiles = Object.keys(readers);

export function canRead(path: string): boolean {
  return Object.hasOwn(readers, extname(path).toLowerCase());
}

/**
 * Loads a file whole as a table.
 *
 * @throws CommandError
 */
export async function loadFile(duckdb: DuckDBConnection, { name, path }: Extra): Promise<void> {
  const [table, schema] = name.split('.').toReversed();
  const from = readers[extname(path).toLowerCase()]?.(pattern(path));
  try {
    if (schema !== undefined) await duckdb.run(`CREATE SCHEMA IF NOT EXISTS "${schema}"`);
    await duckdb.run(`CREATE TABLE "${schema ?? 'main'}"."${table}" AS SELECT * FROM ${from}`);
  } catch (error) {
    const told = toRowError(error);
    if (!(told instanceof CommandError)) throw error;
    throw new CommandError(`--with ${name}=${path}: ${told.message}`, { cause: error });
  }
}
