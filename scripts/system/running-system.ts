import { lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { CommandError } from '../command/command-error.ts';
import { unlessMissing } from '../command/durable.ts';
import type { Endpoints } from './endpoints.ts';
import { processOwner } from './process-owner.ts';

/** What a command needs to find the system that `npm run local -- --keep` keeps running. */
export type RunningSystem = {
  readonly pid: number;
  readonly stack: string;
  readonly endpoints: Endpoints;
  /** The address of its page. */
  readonly page: string;
  /** Outputs of the stack by id. */
  readonly outputs: { readonly [id: string]: string };
};

/**
 * Makes a local system known to other commands of the same person.
 *
 * @throws CommandError when the folder of announcements is not that person's alone
 */
export async function announce(system: RunningSystem, folder = announcements()): Promise<void> {
  const path = join(folder, `${system.pid}.json`);
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await checkOwner(folder);
  await writeFile(`${path}.new`, JSON.stringify(system), { mode: 0o600 });
  await rename(`${path}.new`, path);
}

/** Takes the announcement of a system back. */
export async function withdraw(pid: number, folder = announcements()): Promise<void> {
  await rm(join(folder, `${pid}.json`), { force: true });
}

/**
 * Finds the local systems that are up, and forgets those that died without withdrawing.
 *
 * @throws CommandError when the folder of announcements is not that person's alone
 */
export async function readRunningSystems(folder = announcements()): Promise<readonly RunningSystem[]> {
  if (!(await checkOwner(folder))) return [];
  const names = (await readdir(folder)).filter((name) => /^\d+\.json$/.test(name));
  const systems = names.map(async (name) => {
    const pid = Number.parseInt(name, 10);
    // One of another person has but got the id of a system that died.
    if (processOwner(pid) === 'ours') return readAnnouncement(join(folder, name));
    await withdraw(pid, folder);
    return undefined;
  });
  return (await Promise.all(systems)).filter((system) => system !== undefined);
}

/** One a person, where others may write as well: its name can be guessed, so its owner is checked. */
function announcements(): string {
  return join(tmpdir(), `canvas-grade-state-${process.getuid?.() ?? userInfo().username}`);
}

/** @returns whether there is such a folder */
async function checkOwner(folder: string): Promise<boolean> {
  const found = await unlessMissing(lstat(folder));
  if (found === undefined) return false;
  const { getuid } = process;
  const isOurs = getuid === undefined || (found.uid === getuid() && (found.mode & 0o077) === 0);
  if (!found.isDirectory() || !isOurs) {
    throw new CommandError(
      `${folder}, where local systems are announced, is not a folder of yours alone. ` +
        'Remove it, or set TMPDIR to a folder that is.',
    );
  }
  return true;
}

/** Undefined when it has been withdrawn meanwhile. */
async function readAnnouncement(path: string): Promise<RunningSystem | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as RunningSystem);
}
