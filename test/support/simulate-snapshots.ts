import { isDeepStrictEqual } from 'node:util';
import { openRandom, type Random } from '../../faults/random.ts';
import { type State, valuesOf } from '../../lambdas/consume-live-events/domain/facets.ts';
import { add, join, type Row } from '../../lambdas/consume-live-events/domain/merge.ts';
import { compareSnapshot, type Snapshot } from '../../lambdas/consume-live-events/domain/snapshot.ts';
import { gradeSnapshot } from './snapshots.ts';

/*
 * One submission in a simulated Canvas, and what reaches its row. Times are milliseconds, and all of it happens
 * within seconds, so that saves, events and snapshots meet.
 */

/** One save: what Canvas holds from then on. */
type Save = {
  readonly at: number;
  /** Of an earlier save where this one did not touch it. */
  readonly updatedAt: number;
  readonly version: number;
  readonly state: State;
};

/** A snapshot's state with what bounds it, and when it was loaded into the row. */
export type Reading = {
  readonly snapshot: Snapshot;
  readonly notAfter: string;
  readonly loadedAt: string;
};

type Arrival = { readonly at: number } & ({ readonly event: Row } | { readonly reading: Reading });

export type History = {
  readonly saves: readonly Save[];
  readonly arrivals: readonly Arrival[];
  /** Read when nothing was in flight any more. */
  readonly last: Reading;
};

/** What must never be. */
export type Fault =
  | 'older than its newest event'
  | 'a state that never was'
  | 'not what Canvas has'
  | 'a second run writes'
  | 'depends on the order of arrival';

const start = Date.parse('2026-03-02T10:00:00.000Z');
const iso = (at: number) => new Date(start + at).toISOString();
const duration = 8_000;
const lost = 0.3;

export function simulateHistory(seed: string): History {
  const random = openRandom(seed, 'history');
  const saves = simulateSaves(random);
  const arrivals: Arrival[] = [];
  for (const [index, save] of saves.entries()) {
    // Canvas takes the time after the commit, and may be delayed before it does.
    const event = eventOf(save, saves[index - 1], save.at + random.integer(0, 400));
    while (!random.chance(lost)) {
      arrivals.push({ at: save.at + random.integer(400, 6_000), event });
      if (random.chance(0.8)) break;
    }
  }
  for (let reads = random.integer(1, 3); reads > 0; reads -= 1) {
    const readAt = random.integer(0, duration);
    const at = readAt + random.integer(0, 6_000);
    const read = readAfter(saves, readAt, random.integer(0, 2_000), at);
    if (read !== undefined) arrivals.push({ at, reading: read });
  }
  const last = readAfter(saves, 30_000, 1_000, 30_000);
  if (last === undefined) throw new Error('a submission that was never saved');
  return { saves, arrivals: arrivals.sort((a, b) => a.at - b.at), last };
}

function simulateSaves(random: Random): Save[] {
  const saves: Save[] = [];
  const times = Array.from({ length: random.integer(1, 6) }, () => random.integer(1, duration)).sort(
    (a, b) => a - b,
  );
  for (const [version, at] of times.entries()) {
    const touches = version === 0 || !random.chance(0.15);
    const score = random.integer(1, 3);
    saves.push({
      at,
      updatedAt: touches ? at - random.integer(0, 1) : (saves.at(-1)?.updatedAt ?? at),
      version,
      state: {
        grade: String(score),
        score,
        points_possible: random.integer(9, 10),
        status: random.pick(['graded', 'graded', 'needs_review']),
        hidden: random.chance(0.5),
        grading_complete: true,
        assignment_name: String(version),
      },
    });
  }
  return saves.map((save) =>
    save.state['status'] === 'graded' ? save : { ...save, state: { ...save.state, grading_complete: false } },
  );
}

/** As `normalise` makes it; reading a message for each of them would take most of the time. */
function eventOf({ version, state }: Save, before: Save | undefined, at: number): Row {
  const { table, key, facet } = gradeSnapshot();
  const eventTime = iso(at);
  const instant = `${eventTime}#2#${String(version).padStart(16, '0')}`;
  const said = { eventName: 'grade_change', eventTime };
  const current = { ...said, order: `${instant}#1`, state };
  const old = before === undefined ? nothing : valuesOf(facet, before.state);
  return add(
    { table, key, facet, identity: {}, current, previous: null },
    { ...said, order: `${instant}#0`, state: old },
  );
}

function readAfter(
  saves: readonly Save[],
  readAt: number,
  margin: number,
  loadedAt: number,
): Reading | undefined {
  const save = saves.findLast(({ at }) => at <= readAt);
  if (save === undefined) return undefined;
  const { grade, score, points_possible, ...details } = save.state;
  const snapshot = gradeSnapshot({
    values: { grade: grade ?? null, score: score ?? null, points_possible: points_possible ?? null },
    details,
    asOf: iso(save.updatedAt),
  });
  return { snapshot, notAfter: iso(readAt - margin), loadedAt: iso(loadedAt) };
}

/** Lets everything arrive, reconciles with the last snapshot, twice, and says what was wrong. */
export function faultsOf(history: History, distort = (reading: Reading) => reading): ReadonlySet<Fault> {
  const faults = new Set<Fault>();
  const inOrder = arrive(history, history.arrivals, distort, faults);
  const backwards = arrive(history, history.arrivals.toReversed(), distort, faults);
  if (!isSameNow(inOrder.row, backwards.row)) faults.add('depends on the order of arrival');
  // The row is what all that was added makes of it, in any order.
  const joined = inOrder.added.toReversed().reduce((row, each) => join(row, each));
  if (!isDeepStrictEqual(joined, inOrder.row)) faults.add('depends on the order of arrival');
  return faults;
}

type Arrived = { readonly row: Row; readonly added: readonly Row[] };

function arrive(
  { saves, last }: History,
  arrivals: readonly Arrival[],
  distort: (reading: Reading) => Reading,
  faults: Set<Fault>,
): Arrived {
  let row: Row | undefined;
  let newest: Row | undefined;
  const added: Row[] = [];
  const load = (reading: Reading): boolean => {
    const { snapshot, notAfter } = distort(reading);
    const comparison = compareSnapshot(row, snapshot, notAfter);
    if (!('row' in comparison)) return false;
    row = comparison.row;
    added.push({ ...row, previous: null, identity: carriedBy(row) });
    return true;
  };
  const known = new Set([nothing, ...saves.map(({ state }) => state)].map(textOf));
  const check = () => {
    if (row === undefined) return;
    if (newest !== undefined && versionOf(row) < versionOf(newest)) faults.add('older than its newest event');
    const states = [row.current.state, ...(row.previous ? [row.previous.state] : [])];
    if (!states.every((state) => known.has(textOf(state)))) faults.add('a state that never was');
  };
  for (const arrival of arrivals) {
    if ('event' in arrival) {
      const { event } = arrival;
      row = row === undefined ? event : join(row, event);
      if (newest === undefined || event.current.order > newest.current.order) newest = event;
      added.push(event);
    } else load(arrival.reading);
    check();
  }
  load(last);
  check();
  if (!isSameNow(row, { current: { state: saves.at(-1)?.state ?? {} } })) faults.add('not what Canvas has');
  const before = row;
  if (load(last) || row !== before) faults.add('a second run writes');
  if (row === undefined) throw new Error('no row');
  return { row, added };
}

/** What an event reports of the time before the first grade. */
const nothing = { grade: null, score: null, points_possible: null };

function textOf({ grade, score, points_possible: points }: State): string {
  return `${String(grade)} ${String(score)} ${String(points)}`;
}

function versionOf({ current }: Row): number {
  return Number(current.state['assignment_name']);
}

function carriedBy({ identity, current }: Row): Row['identity'] {
  return Object.fromEntries(Object.entries(identity).filter(([, { order }]) => order === current.order));
}

type Now = { readonly current: { readonly state: State } };

function isSameNow(a: Now | undefined, b: Now | undefined): boolean {
  const names = ['grade', 'score', 'points_possible', 'status', 'hidden'];
  return names.every((name) => a?.current.state[name] === b?.current.state[name]);
}
