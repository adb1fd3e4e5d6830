import type { Progress } from '../command/progress.ts';
import type { System } from '../system/connect.ts';
import {
  type Configuration,
  type Format,
  identifyTables,
  type Manifest,
  tablesOf,
  writeManifest,
} from './manifest.ts';
import { openFolder } from './open-folder.ts';
import { removeParts } from './own-files.ts';
import { readTables, type Total } from './read-tables.ts';
import { requireAll, writeFiles } from './write-files.ts';

export type Export = {
  /** Absolute path. */
  readonly folder: string;
  readonly format: Format;
  /** Whether the history is exported beside the rows. */
  readonly withHistory: boolean;
  /** How many parts of a table are read at once. */
  readonly segments: number;
  /** Read units a second. */
  readonly rate: number;
  /** Whether an export that the folder holds is replaced. */
  readonly force: boolean;
};

/** A third of what one partition gives, so that the consumer and other readers are not throttled. */
export const DEFAULT_RATE = 1000;
export const DEFAULT_SEGMENTS = 4;

export type Console = Pick<Progress, 'note' | 'update'> & { readonly signal: AbortSignal };

/**
 * Exports all tables of a system into files, or resumes an export that was interrupted.
 *
 * Whenever it ends early, by a kill or a loss of power too, the same call resumes from the last page
 * that was recorded, and the files become those of an export that was never interrupted.
 *
 * @returns the manifest of the finished export
 * @throws CommandError for what the person who exports can fix
 */
export async function runExport(
  system: Pick<System, 'name' | 'dynamodb' | 'physicalNames'>,
  { folder, format, withHistory, segments, rate, force }: Export,
  { note, update, signal }: Console,
): Promise<Manifest> {
  const identities = await identifyTables(system, withHistory);
  const configuration: Configuration = { system: system.name, format, segments, tables: identities };
  const opening = { force, now: new Date() };
  const { manifest, isResumed, parts, release } = await openFolder(folder, configuration, opening);
  try {
    if (isResumed) note(`Resuming the export that was started at ${manifest.startedAt}.`);
    const tables = tablesOf(configuration);
    const onProgress = ({ rows, readUnits }: Total) =>
      update(`${rows} rows, ${Math.ceil(readUnits)} read units`);
    const read = await readTables(system, { tables, folder: parts, segments, rate, onProgress, signal });
    const onFile = (name: string) => update(`writing ${name}`);
    const files = await writeFiles({ tables, folder, parts, segments, format, onFile, signal });
    requireAll(files, read.rows);
    const finished: Manifest = {
      ...manifest,
      state: 'finished',
      finishedAt: new Date().toISOString(),
      readUnits: read.readUnits,
      files,
    };
    await writeManifest(folder, finished);
    await removeParts(folder, finished);
    return finished;
  } finally {
    await release();
  }
}
