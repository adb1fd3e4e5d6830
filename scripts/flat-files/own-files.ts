import { readdir, rm } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { allTableNames } from '../../lambdas/consume-live-events/domain/tables.ts';
import { CommandError } from '../command/command-error.ts';
import { temporaryName, unlessMissing } from '../command/durable.ts';
import { type FileType, fileTypes } from '../reader/columns.ts';
import { type Configuration, type Format, manifestName } from './manifest.ts';
import { partPath, progressPath } from './segment.ts';

/*
 * What an export makes in its folder, by name. Nothing else is ever replaced or removed there: neither what
 * has another name, nor what has one of these and is no plain file, as a link to somewhere else.
 */

/** Its holder has this. */
export const lockName = 'export.lock';
export const partsName = 'parts';
/** DuckDB makes this folder for what does not fit into memory, and removes it. */
export const sortName = 'sort';

type Kind = 'file' | 'folder';
/** By its path in a folder. A link is something else, whatever it leads to. */
type Entry = { readonly path: string; readonly kind: Kind | 'other' };
type Made = Pick<Configuration, 'format' | 'segments'>;

/** The file of a type, finished or not. */
export function fileName(type: FileType, format: Format): string {
  return `${type}.${format}`;
}

/**
 * Makes sure that all that an export will replace or remove in a folder is of the export that was started there.
 *
 * Other files may stand beside an export, and stay. Where none was started, the folder must be empty but for
 * what a run leaves that is killed before it has started.
 *
 * @param isAfterKill whether the lock of such a run was found
 * @throws CommandError when something else has a name that an export uses, or stands where none was started
 */
export async function refuseForeignFiles(
  folder: string,
  earlier: Made | undefined,
  wanted: Made,
  isAfterKill: boolean,
): Promise<void> {
  const entries = (await list(folder)).filter(({ path }) => path !== lockName);
  if (earlier === undefined && entries.some(({ path }) => !(isAfterKill && path === temporaryManifest))) {
    throw new CommandError(`${folder} is not empty and holds no export. Choose another folder.`);
  }
  const own = topNames(earlier ?? wanted);
  const needed = entries.filter(({ path }) => own.has(path) || topNames(wanted).has(path));
  requireOwn(folder, needed, own);
  if (earlier !== undefined) await requireOwnParts(folder, earlier);
}

/** Removes the parts and with them what was read, after it has made sure that all of them are an export's. */
export async function removeParts(folder: string, made: Made): Promise<void> {
  await requireOwnParts(folder, made);
  await rm(join(folder, partsName), { recursive: true, force: true });
}

async function requireOwnParts(folder: string, made: Made): Promise<void> {
  const parts = join(folder, partsName);
  const entries = (await unlessMissing(list(parts, true))) ?? [];
  const others = entries.filter(({ path, kind }) => !(kind === 'file' && sorted.test(path)));
  requireOwn(parts, others, partNames(made));
}

/** What DuckDB leaves of what does not fit into memory. */
const sorted = /^sort[/\\]duckdb_temp_[\w-]+\.(?:tmp|block)$/;

function requireOwn(folder: string, entries: readonly Entry[], own: ReadonlyMap<string, Kind>): void {
  const other = entries.find(({ path, kind }) => own.get(path) !== kind);
  if (other !== undefined) throw foreign(join(folder, other.path));
}

async function list(folder: string, recursive = false): Promise<Entry[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive });
  return entries.map((entry) => ({
    path: relative(folder, join(entry.parentPath, entry.name)),
    kind: entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : 'other',
  }));
}

export function foreign(path: string): CommandError {
  return new CommandError(
    `${path} is not of the export in this folder. Nothing was touched: move it, or choose another folder.`,
  );
}

const temporaryManifest = temporaryName(manifestName);

function topNames({ format }: Made): Map<string, Kind> {
  const files = fileTypes.map((type) => fileName(type, format));
  return kindsOf([manifestName, temporaryManifest, ...files], partsName);
}

function partNames({ format, segments }: Made): Map<string, Kind> {
  const indexes = Array.from({ length: segments }, (_, index) => index);
  const read = indexes.flatMap((index) => [
    ...fileTypes.map((type) => basename(partPath('', type, index))),
    ...allTableNames.map((table) => basename(progressPath('', { table, index }))),
  ]);
  const written = fileTypes.map((type) => fileName(type, format));
  const files = [...read, ...read.map(temporaryName), ...written, ...written.map((name) => `tmp_${name}`)];
  return kindsOf(files, sortName);
}

function kindsOf(files: readonly string[], folder: string): Map<string, Kind> {
  return new Map<string, Kind>([...files.map((name) => [name, 'file'] as const), [folder, 'folder']]);
}
