import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Endpoints } from '../local/engines.ts';

/** What a command needs to find the system that `npm run local -- --keep` holds up. */
export type RunningSystem = {
  readonly pid: number;
  readonly stack: string;
  readonly endpoints: Endpoints;
  /** Outputs of the stack by id. */
  readonly outputs: { readonly [id: string]: string };
};

/** One a person; the last one started is the one that is found. */
const path = join(tmpdir(), `canvas-grade-state-${userInfo().username}.json`);

/** Makes a local system known to other commands of the same person. */
export async function announce(system: RunningSystem): Promise<void> {
  await writeFile(path, JSON.stringify(system), { mode: 0o600 });
}

/** Takes the announcement back, unless another system has been announced since. */
export async function withdraw(pid: number): Promise<void> {
  const running = await readAnnouncement();
  if (running?.pid === pid) await rm(path, { force: true });
}

/** Finds the local system that is up. Undefined when there is none, or it died without withdrawing. */
export async function readRunningSystem(): Promise<RunningSystem | undefined> {
  const running = await readAnnouncement();
  return running !== undefined && isAlive(running.pid) ? running : undefined;
}

async function readAnnouncement(): Promise<RunningSystem | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as RunningSystem;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
