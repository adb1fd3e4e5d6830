import { lstat, readdir, rmdir, unlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { allTableNames } from '../../lambdas/consume-live-events/domain/tables.ts';
import { CommandError } from '../command/command-error.ts';
import { temporaryName } from '../command/durable.ts';
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
type Entry = { readonly path: string; readonly kind: Kind };
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
  const names = (await readdir(folder)).filter((name) => name !== lockName);
  if (earlier === undefined && names.some((name) => !(isAfterKill && name === temporaryManifest))) {
    throw new CommandError(`${folder} is not empty and holds no export. Choose another folder.`);
  }
  const own = topNames(earlier ?? wanted);
  for (const name of names.filter((name) => own.has(name) || topNames(wanted).has(name))) {
    const kind = own.get(name);
    const path = join(folder, name);
    if (kind === undefined || !(await isOfKind(path, kind))) throw foreign(path);
  }
  if (earlier !== undefined) await listParts(folder, earlier);
}

/** Removes the parts and with them what was read, after it has made sure that all of them are an export's. */
export async function removeParts(folder: string, made: Made): Promise<void> {
  for (const { path, kind } of await listParts(folder, made)) await (kind === 'file' ? unlink : rmdir)(path);
}

/** Lists all that can be in the folder of the parts, each folder after what it holds. */
async function listParts(folder: string, made: Made): Promise<Entry[]> {
  const parts = join(folder, partsName);
  const kinds = partNames(made);
  const entries = await listOwn(parts, (name) => kinds.get(name));
  if (entries === undefined) return [];
  const inSort = await listOwn(join(parts, sortName), (name) =>
    /^duckdb_temp_[\w-]+\.(?:tmp|block)$/.test(name) ? 'file' : undefined,
  );
  return [...(inSort ?? []), ...entries, { path: parts, kind: 'folder' }];
}

/** Undefined when there is no such folder. */
async function listOwn(
  folder: string,
  kindOf: (name: string) => Kind | undefined,
): Promise<Entry[] | undefined> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (names === undefined) return undefined;
  const entries: Entry[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const kind = kindOf(name);
    if (kind === undefined || !(await isOfKind(path, kind))) throw foreign(path);
    entries.push({ path, kind });
  }
  return entries;
}

async function isOfKind(path: string, kind: Kind): Promise<boolean> {
  const found = await lstat(path);
  return kind === 'file' ? found.isFile() : found.isDirectory();
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
