import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CommandError } from './command-error.ts';

/** What is asked of the file system, so that it can be watched in which order. */
export type FileSystem = {
  readonly open: (path: string, flags: string, mode?: number) => Promise<FileHandle>;
  readonly rename: (from: string, to: string) => Promise<void>;
};

const fileSystem: FileSystem = { open, rename };

/**
 * Opens a file to append to from a known length. What stands after it was written by a run that was
 * interrupted before it could record so, and is cut off.
 *
 * @throws CommandError when the file is shorter than that
 */
export async function openPartFile(
  path: string,
  knownLength: number,
  files = fileSystem,
): Promise<FileHandle> {
  const file = await files.open(path, 'a');
  try {
    const { size } = await file.stat();
    if (size < knownLength) {
      throw new CommandError(`${path} is shorter than this export left it. Start over with --force.`);
    }
    await file.truncate(knownLength);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** The name under which a file is written before it replaces the one of its own name. */
export function temporaryName(name: string): string {
  return `${name}.tmp`;
}

/** Replaces a file in one step: whenever this is interrupted, there is the old or the new one, whole. */
export async function replaceFile(path: string, text: string, files = fileSystem): Promise<void> {
  const temporary = temporaryName(path);
  const file = await files.open(temporary, 'w');
  try {
    await file.writeFile(text);
  } finally {
    await file.close();
  }
  await moveInto(temporary, path, files);
}

/** Makes a finished file durable and gives it its name, in this order. */
export async function moveInto(temporary: string, path: string, files = fileSystem): Promise<void> {
  await sync(temporary, files);
  await files.rename(temporary, path);
  await syncFolder(dirname(path), files);
}

/**
 * Writes a new file that only its owner may read. Resolves once all of it would survive a loss of power.
 *
 * @throws Error when the file exists or cannot be written; nothing half written is left behind then
 */
export async function createFile(path: string, lines: Iterable<string>, files = fileSystem): Promise<void> {
  const file = await files.open(path, 'wx', 0o600);
  try {
    for (const line of lines) await file.appendFile(line);
    await file.sync();
    await file.close();
    await syncFolder(dirname(path), files);
  } catch (error) {
    await file.close().catch(() => {});
    await rm(path, { force: true });
    throw error;
  }
}

/** What a system answers that cannot make the names in a folder durable, or not for us. */
const cannotSyncFolders: ReadonlySet<string | undefined> = new Set([
  'EINVAL',
  'ENOTSUP',
  'EISDIR',
  'EPERM',
  'EACCES',
]);

/** A file's name is part of its folder. */
async function syncFolder(path: string, files: FileSystem): Promise<void> {
  await sync(path, files).catch((error: NodeJS.ErrnoException) => {
    if (!cannotSyncFolders.has(error.code)) throw error;
  });
}

async function sync(path: string, files: FileSystem): Promise<void> {
  const handle = await files.open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Gives undefined where what is worked on is not there. */
export async function unlessMissing<Result>(work: Promise<Result>): Promise<Result | undefined> {
  return work.catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
