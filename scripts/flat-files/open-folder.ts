import { lstat, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError } from '../command/command-error.ts';
import { unlessMissing } from '../command/durable.ts';
import { fileTypes } from '../reader/columns.ts';
import { processOwner } from '../system/process-owner.ts';
import { type Configuration, type Manifest, readManifest, requireSame, writeManifest } from './manifest.ts';
import { fileName, foreign, lockName, partsName, refuseForeignFiles, removeParts } from './own-files.ts';

/** A folder that this process alone exports into. */
export type ExportFolder = {
  readonly manifest: Manifest;
  /** Whether an interrupted export is resumed. */
  readonly isResumed: boolean;
  readonly parts: string;
  /** Lets others in. What was read so far stays for the next run. */
  readonly release: () => Promise<void>;
};

/**
 * Opens a folder to export into: an empty one, a new one, or one whose export was interrupted. With `force` it
 * replaces an export, and nothing that an export did not make.
 *
 * @throws CommandError when it holds a finished export and `force` is not given, an export of another
 * configuration, other files, or is being exported into
 */
export async function openFolder(
  folder: string,
  configuration: Configuration,
  { force, now }: { readonly force: boolean; readonly now: Date },
): Promise<ExportFolder> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const isAfterKill = await lock(folder);
  const release = () => rm(join(folder, lockName), { force: true });
  try {
    const found = await readManifest(folder);
    await refuseForeignFiles(folder, found, configuration, isAfterKill);
    const parts = join(folder, partsName);
    const earlier = force ? undefined : found;
    if (earlier?.state === 'finished') {
      // A run that was killed between its last two steps left them behind.
      await removeParts(folder, earlier);
      throw new CommandError(
        `${folder} holds a finished export, of ${earlier.finishedAt}. Replace it with --force, or choose another folder.`,
      );
    }
    if (earlier !== undefined) requireSame(earlier, configuration);
    // Before the manifest is replaced: a new one must never stand beside old parts.
    if (found !== undefined && earlier === undefined) await removeParts(folder, found);
    // They are written again.
    if (found !== undefined) await removeFiles(folder, found);
    const startedAt = now.toISOString();
    const begun: Manifest = { version: 1, state: 'interrupted', startedAt, ...configuration };
    if (earlier === undefined) await writeManifest(folder, begun);
    await mkdir(parts, { recursive: true, mode: 0o700 });
    return { manifest: earlier ?? begun, isResumed: earlier !== undefined, parts, release };
  } catch (error) {
    await release();
    throw error;
  }
}

async function removeFiles(folder: string, { format }: Configuration): Promise<void> {
  for (const type of fileTypes) await rm(join(folder, fileName(type, format)), { force: true });
}

/**
 * Locks the folder. A lock of a process that is gone was left by a kill, and counts for nothing.
 *
 * @returns whether there was such a one
 */
async function lock(folder: string): Promise<boolean> {
  const path = join(folder, lockName);
  const left = await readLock(path);
  const holder = Number(left);
  if (holder > 0 && holder !== process.pid && processOwner(holder) !== undefined) {
    throw new CommandError(
      `Process ${holder} is exporting into ${folder}. If that is no export, remove ${path}.`,
    );
  }
  if (left !== undefined) await rm(path, { force: true });
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new CommandError(`Another process has just started to export into ${folder}.`, { cause: error });
  }
  return left !== undefined;
}

/** Undefined when there is none. Empty when its holder was killed before it could write its number. */
async function readLock(path: string): Promise<string | undefined> {
  const read = async () => ({ text: await readFile(path, 'utf8'), found: await lstat(path) });
  const lock = await unlessMissing(read());
  if (lock === undefined || (lock.found.isFile() && /^\d*$/.test(lock.text))) return lock?.text;
  throw foreign(path);
}
