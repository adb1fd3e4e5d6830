import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { CommandError } from '../../command/command-error.ts';
import { replaceFile } from '../../command/durable.ts';

/** How far the fetching of a table is: its job, which knows the files there are. */
const TableStateSchema = v.object({ jobId: v.string(), startedAt: v.string(), isFetched: v.boolean() });
export type TableState = v.InferOutput<typeof TableStateSchema>;

const StateSchema = v.object({ tables: v.record(v.string(), TableStateSchema) });
export type FetchState = v.InferOutput<typeof StateSchema>;

/** Begins with a dot: it is no file of a table. */
const stateName = '.fetched.json';

/**
 * Opens a folder to fetch into: a new or empty one, or one that was fetched into before.
 *
 * @throws CommandError when it holds anything else
 */
export async function openState(folder: string): Promise<FetchState> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const names = await readdir(folder);
  if (names.length === 0) return { tables: {} };
  const text = await readFile(join(folder, stateName), 'utf8').catch(() => undefined);
  if (text === undefined) {
    throw new CommandError(
      `${folder} is not empty and nothing was fetched into it before. Choose another folder.`,
    );
  }
  try {
    return v.parse(StateSchema, JSON.parse(text));
  } catch (error) {
    throw new CommandError(`${join(folder, stateName)} is damaged. Choose another folder.`, {
      cause: error,
    });
  }
}

export function saveState(folder: string, state: FetchState): Promise<void> {
  return replaceFile(join(folder, stateName), JSON.stringify(state, undefined, 2));
}
