import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { SnapshotError } from '../snapshot-error.ts';

/** How far the fetching of each table is: its job, and the objects of it once the job is complete. */
export type TableState = {
  readonly jobId: string;
  readonly startedAt: string;
  readonly objects: readonly string[] | null;
  readonly isFetched: boolean;
};

export type FetchState = { readonly tables: { readonly [table: string]: TableState } };

const StateSchema = v.object({
  tables: v.record(
    v.string(),
    v.object({
      jobId: v.string(),
      startedAt: v.string(),
      objects: v.nullable(v.array(v.string())),
      isFetched: v.boolean(),
    }),
  ),
});

/** Begins with a dot: it is no file of a table. */
const stateName = '.fetched.json';

/**
 * Opens a folder to fetch into: a new or empty one, or one that was fetched into before.
 *
 * @throws SnapshotError when it holds anything else
 */
export async function openState(folder: string): Promise<FetchState> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const names = await readdir(folder);
  if (names.length === 0) return { tables: {} };
  const text = await readFile(join(folder, stateName), 'utf8').catch(() => undefined);
  if (text === undefined) {
    throw new SnapshotError(
      `${folder} is not empty and nothing was fetched into it before. Choose another folder.`,
    );
  }
  try {
    return v.parse(StateSchema, JSON.parse(text));
  } catch (error) {
    throw new SnapshotError(`${join(folder, stateName)} is damaged. Choose another folder.`, {
      cause: error,
    });
  }
}

/** Replaces the state in one step: whenever this is interrupted, there is the old or the new one, whole. */
export async function saveState(folder: string, state: FetchState): Promise<void> {
  const temporary = join(folder, `${stateName}.tmp`);
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(JSON.stringify(state, undefined, 2));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, join(folder, stateName));
}
