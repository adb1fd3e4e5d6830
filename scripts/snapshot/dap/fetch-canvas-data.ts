import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pMap from 'p-map';
import { CommandError } from '../../command/command-error.ts';
import type { CanvasTableName } from '../canvas-data/canvas-tables.ts';
import { type DapClient, type DapClientOptions, type Job, openDapClient } from './dap-client.ts';
import { download } from './download.ts';
import { type FetchState, openState, saveState, type TableState } from './fetch-state.ts';

export type FetchOptions = DapClientOptions & {
  /** Where each table gets a folder; what an interrupted run fetched into it is not fetched again. */
  readonly folder: string;
  /** In the order of `tablesFor`: assignments must not be newer than submissions. */
  readonly tables: readonly CanvasTableName[];
  readonly now: Date;
  readonly onProgress: (table: CanvasTableName, fetched: number, of: number) => void;
};

/** Of a job that was just started, and of one that takes long. */
const FIRST_LOOK = 5_000;
const LAST_LOOK = 30_000;

const DOWNLOADS_AT_ONCE = 4;
/** Links live for a quarter of an hour: no more are asked for than are soon used. */
const LINKS_AT_ONCE = 20;
const MAX_ATTEMPTS = 5;

/**
 * Fetches snapshots of tables from the Data Access Platform, one after the other.
 *
 * Can be interrupted at any time, and resumes where it was: with the same job while that lives, which is a day.
 * Called again when all was fetched, or a day later, it fetches again.
 *
 * @throws CommandError when the platform refuses, or a file cannot be fetched whole
 */
export async function fetchCanvasData(options: FetchOptions): Promise<void> {
  const { folder, tables } = options;
  const client = openDapClient(options);
  const before = await openState(folder);
  const state = isResumable(before, options) ? before : { tables: {} };
  await saveState(folder, state);
  for (const table of tables) {
    if (state.tables[table]?.isFetched !== true) await fetchTable(client, options, table, state);
  }
}

const DAY_IN_MILLISECONDS = 86_400_000;

/** All of it or nothing: an assignments table fetched again would be newer than the submissions beside it. */
function isResumable({ tables: known }: FetchState, { tables, now }: FetchOptions): boolean {
  const isUnfinished = tables.some((table) => known[table]?.isFetched !== true);
  const isRecent = ({ startedAt }: TableState) => now.getTime() - Date.parse(startedAt) < DAY_IN_MILLISECONDS;
  return isUnfinished && Object.values(known).every(isRecent);
}

async function fetchTable(
  client: DapClient,
  options: FetchOptions,
  table: CanvasTableName,
  state: FetchState,
): Promise<void> {
  const folder = join(options.folder, table);
  const known = state.tables[table];
  let startedAt = known?.startedAt ?? '';
  let job = known && (await client.lookAt(known.jobId));
  if (job === undefined || job.status === 'failed') {
    // What is there is of another job: files of two snapshots must not stand side by side.
    await rm(folder, { recursive: true, force: true });
    job = await client.startJob(table);
    startedAt = options.now.toISOString();
    state.tables[table] = { jobId: job.id, startedAt, isFetched: false };
    await saveState(options.folder, state);
  }
  const objectIds = await waitForObjects(client, options, table, job);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await fetchObjects(client, options, table, objectIds);
  state.tables[table] = { jobId: job.id, startedAt, isFetched: true };
  await saveState(options.folder, state);
}

/** Waits until a job is complete. */
async function waitForObjects(
  client: DapClient,
  { signal, clock }: FetchOptions,
  table: CanvasTableName,
  started: Job,
): Promise<readonly string[]> {
  let job: Job | undefined = started;
  for (let wait = FIRST_LOOK; job?.status === 'waiting' || job?.status === 'running'; ) {
    await clock.sleep(wait, signal);
    wait = Math.min(LAST_LOOK, wait * 1.5);
    job = await client.lookAt(job.id);
  }
  if (job?.status === 'complete') return job.objects.map(({ id }) => id);
  throw new CommandError(
    `The Data Access Platform could not make a snapshot of ${table}. Run the command again.`,
  );
}

async function fetchObjects(
  client: DapClient,
  { folder, onProgress, signal, clock }: FetchOptions,
  table: CanvasTableName,
  objectIds: readonly string[],
): Promise<void> {
  const objects = objectIds.map((id, index) => ({ id, name: `part-${String(index).padStart(5, '0')}` }));
  /** A file has its name only when it is whole. */
  const findMissing = async () => {
    const whole = new Set(await readdir(join(folder, table)));
    const missing = objects.filter(({ name }) => !whole.has(name));
    onProgress(table, objects.length - missing.length, objects.length);
    return missing;
  };
  let missing = await findMissing();
  for (let attempt = 1; missing.length > 0; attempt += 1) {
    const before = missing.length;
    const next = missing.slice(0, LINKS_AT_ONCE);
    const links = await client.linksTo(next.map(({ id }) => id));
    if (links === undefined) {
      throw new CommandError(
        'The files of a snapshot are no longer there: they live for a day. Run the command again.',
      );
    }
    // One that cannot be fetched, or whose link is no longer valid, is simply still missing.
    const fetchOne = async ({ id, name }: (typeof objects)[number]) => {
      const link = links[id];
      if (link !== undefined) await download(link.url, join(folder, table, name), signal);
    };
    await pMap(next, fetchOne, { concurrency: DOWNLOADS_AT_ONCE });
    missing = await findMissing();
    if (missing.length < before) attempt = 0;
    else if (attempt === MAX_ATTEMPTS)
      throw new CommandError(`A file of ${table} cannot be fetched whole. Run the command again.`);
    else await clock.sleep(1000 * 2 ** attempt, signal);
  }
}
