import { join } from 'node:path';
import { CommandError } from '../command/command-error.ts';
import { duckDbSource, pattern, sqlText } from '../flat-files/duckdb-source.ts';
import { type Format, readManifest } from '../flat-files/manifest.ts';
import { type DuckDb, openDuckDb } from '../flat-files/open-duckdb.ts';
import { fileName } from '../flat-files/own-files.ts';
import { columns, type FileType, fileTypes, sqlName } from '../reader/columns.ts';
import { type Extra, loadFile } from './load-file.ts';

type Settings = {
  /** Folder of a finished export. */
  readonly folder: string;
  readonly extras: readonly Extra[];
  /** Folder for what does not fit into memory. */
  readonly overflow: string;
  /** The only file that may be written. */
  readonly writable?: string | undefined;
  readonly signal: AbortSignal;
};

/**
 * Opens a database with a view for each file of an export, and a table for each extra file.
 *
 * Then it is locked: no other file can be read or written from SQL, and no setting be changed.
 *
 * @throws CommandError when the folder holds no finished export, or an extra file cannot be loaded
 */
export async function openDatabase({
  folder,
  extras,
  overflow,
  writable,
  signal,
}: Settings): Promise<DuckDb> {
  const { format, names } = await findFiles(folder);
  const database = await openDuckDb(overflow, signal);
  const { duckdb } = database;
  try {
    await duckdb.run(`SET TimeZone = 'UTC'`);
    const types = fileTypes.filter((type) => names.includes(fileName(type, format)));
    for (const type of types) await duckdb.run(viewOf(type, format, join(folder, fileName(type, format))));
    for (const extra of extras) await loadFile(duckdb, extra);
    const writableTexts = writable === undefined ? [] : [sqlText(writable)];
    const paths = types.map((type) => join(folder, fileName(type, format)));
    // DuckDB asks for the pattern first, and then for the file that it found.
    const allowed = [...paths.flatMap((path) => [sqlText(path), pattern(path)]), ...writableTexts];
    await duckdb.run(`SET allowed_paths = [${allowed.join(', ')}]`);
    await duckdb.run('SET enable_external_access = false');
    await duckdb.run('SET lock_configuration = true');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

async function findFiles(folder: string): Promise<{ format: Format; names: readonly string[] }> {
  const manifest = await readManifest(folder);
  if (manifest === undefined) throw new CommandError(`${folder} holds no export.`);
  const { state, format, files = [] } = manifest;
  if (state === 'finished') return { format, names: files.map(({ name }) => name) };
  throw new CommandError(
    `The export in ${folder} was interrupted. Run its command again: it goes on from there.`,
  );
}

/** In every format of an export the view has the same columns, instants as timestamps. */
function viewOf(type: FileType, format: Format, path: string): string {
  const instants = columns[type].filter((column) => column.type === 'instant' && format !== 'parquet');
  const casts = instants.map(({ name }) => `CAST(${name} AS TIMESTAMPTZ) AS ${name}`);
  const replaced = casts.length === 0 ? '' : ` REPLACE (${casts.join(', ')})`;
  return `CREATE VIEW ${sqlName(type)} AS SELECT *${replaced} FROM ${duckDbSource(type, format, [path])}`;
}
