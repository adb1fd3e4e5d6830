import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ExportError } from './export-error.ts';
import {
  type Configuration,
  formats,
  type Manifest,
  manifestName,
  readManifest,
  requireSame,
  writeManifest,
} from './manifest.ts';
import { rowTypes } from './row-types.ts';

/** A folder that this process alone exports into. */
export type ExportFolder = {
  readonly manifest: Manifest;
  /** Whether an interrupted export is gone on with. */
  readonly isResumed: boolean;
  readonly parts: string;
  /** Lets others in. What was read so far stays for the next run. */
  readonly release: () => Promise<void>;
};

const lockName = 'export.lock';
const partsName = 'parts';

/**
 * Opens a folder to export into: an empty one, a new one, or one whose export was interrupted.
 *
 * @throws ExportError when it holds a finished export and `force` is not given, an export of another
 * configuration, other files, or is being exported into
 */
export async function openFolder(
  folder: string,
  configuration: Configuration,
  { force, now }: { readonly force: boolean; readonly now: Date },
): Promise<ExportFolder> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await refuseForeignFiles(folder);
  await lock(folder);
  const release = () => rm(join(folder, lockName), { force: true });
  try {
    const parts = join(folder, partsName);
    const begun = force ? undefined : await readManifest(folder);
    if (begun?.state === 'finished') {
      // A run that was killed between its last two steps left them behind.
      await removeParts(folder);
      throw new ExportError(
        `${folder} holds a finished export, of ${begun.finishedAt}. Replace it with --force, or choose another folder.`,
      );
    }
    if (begun !== undefined) requireSame(begun, configuration);
    const manifest = begun ?? (await begin(folder, configuration, now));
    await removeFiles(folder);
    await mkdir(parts, { recursive: true, mode: 0o700 });
    return { manifest, isResumed: begun !== undefined, parts, release };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Parts go before the manifest is replaced: a new one must never stand beside old parts. */
async function begin(folder: string, configuration: Configuration, now: Date): Promise<Manifest> {
  await removeParts(folder);
  const manifest: Manifest = {
    version: 1,
    state: 'interrupted',
    startedAt: now.toISOString(),
    ...configuration,
  };
  await writeManifest(folder, manifest);
  return manifest;
}

/** Removes files that an earlier export wrote, or this one before it was interrupted: they are written anew. */
async function removeFiles(folder: string): Promise<void> {
  for (const { name } of rowTypes) {
    for (const format of formats) await rm(join(folder, `${name}.${format}`), { force: true });
  }
}

/** Removes the parts and with them what was read. */
export async function removeParts(folder: string): Promise<void> {
  await rm(join(folder, partsName), { recursive: true, force: true });
}

/** A folder with other files but no export is a mistake: nothing of it is touched. */
async function refuseForeignFiles(folder: string): Promise<void> {
  const names = await readdir(folder);
  const ours = new Set([manifestName, `${manifestName}.tmp`, lockName]);
  if (names.includes(manifestName) || names.every((name) => ours.has(name))) return;
  throw new ExportError(`${folder} is not empty and holds no export. Choose another folder.`);
}

/** A lock of a process that is gone was left by a kill, and counts for nothing. */
async function lock(folder: string): Promise<void> {
  const path = join(folder, lockName);
  const holder = Number(await readFile(path, 'utf8').catch(() => ''));
  if (holder > 0 && holder !== process.pid && isAlive(holder)) {
    throw new ExportError(
      `Process ${holder} is exporting into ${folder}. If that is no export, remove ${path}.`,
    );
  }
  await rm(path, { force: true });
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new ExportError(`Another process has just begun to export into ${folder}.`, { cause: error });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
