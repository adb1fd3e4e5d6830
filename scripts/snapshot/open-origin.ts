import { realClock as clock } from '../command/clock.ts';
import { CommandError } from '../command/command-error.ts';
import { tablesFor } from './canvas-data/canvas-tables.ts';
import { fetchCanvasData } from './dap/fetch-canvas-data.ts';
import { openGraphqlCourse } from './graphql/open-graphql-course.ts';
import { openLines } from './lines/open-lines.ts';
import type { Origin } from './options.ts';
import { readDapSettings, readToken } from './settings.ts';
import type { Source } from './source.ts';

export type Surroundings = {
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: NodeJS.ReadStream;
  readonly now: () => Date;
  /** Says how far it is. */
  readonly update: (detail: string) => void;
  /** Says something that stays. */
  readonly note: (line: string) => void;
  readonly signal: AbortSignal;
};

/**
 * Fetches the files of an origin, where it has to.
 *
 * @throws CommandError
 */
export async function fetchOrigin(
  origin: Origin,
  { env, update, signal }: Surroundings,
  now: Date,
): Promise<void> {
  if (origin.kind !== 'canvas data' || !origin.isFetched) return;
  await fetchCanvasData({
    settings: readDapSettings(env),
    folder: origin.folder,
    tables: tablesFor(origin.facets),
    now,
    onProgress: (table, fetched, of) => update(`fetching ${table}: ${fetched} of ${of} files`),
    signal,
    clock,
  });
}

/** @throws CommandError when the snapshot cannot be read, or must not be */
export async function openOrigin(
  origin: Origin,
  { env, stdin, signal }: Surroundings,
  now: Date,
): Promise<Source> {
  if (origin.kind === 'canvas data') {
    // DuckDB takes a while to load, and only files need it.
    const { openCanvasData } = await import('./canvas-data/open-canvas-data.ts');
    return openCanvasData({ ...origin, now, signal });
  }
  if (origin.kind === 'course')
    return openGraphqlCourse({ ...origin, token: readToken(env), now, signal, clock });
  if (origin.notAfter !== null && origin.notAfter > now.toISOString())
    throw new CommandError('--not-after: expected an instant that is not in the future.');
  const inputs = origin.paths.map((path) =>
    path === '-' ? { name: 'standard input', stream: stdin } : path,
  );
  return { ...(await openLines({ inputs, now })), notAfter: origin.notAfter };
}

/** Tells whether a source can be read again, and in the same order, after an interruption. */
export function isRepeatable(origin: Origin): boolean {
  return origin.kind === 'canvas data' || (origin.kind === 'lines' && !origin.paths.includes('-'));
}
