import { setTimeout as delay } from 'node:timers/promises';
import type { DeadLetter } from '../system/dead-letter.ts';
import { describeChange } from './describe-change.ts';
import { groupDeadLetters } from './group-dead-letters.ts';
import type { LatestRows } from './read-latest-rows.ts';
import type { Outcomes, Queues, Run, Snapshot } from './snapshot.ts';

/** What snapshots are made of. */
export type Readings = {
  readonly system: string;
  readonly readQueues: () => Promise<Queues>;
  /** Absent for a stack in AWS. */
  readonly run?: RunReadings;
  readonly describeFailure: (error: unknown) => string;
  readonly lookAgainAfterSeconds: number;
};

/** What only a local run can be asked. */
export type RunReadings = {
  /** What the function has told of the messages it has finished with. */
  readonly outcomes: () => Omit<Outcomes, 'failed'>;
  readonly readDeadLetters: () => Promise<readonly DeadLetter[]>;
  /** The costly one. It is asked after a batch and for a new watcher, and at no other time. */
  readonly readLatestRows: () => Promise<Omit<LatestRows, 'shards'>>;
};

export type OnSnapshot = (snapshot: Snapshot) => void;

export type Watch = {
  /** Gives the latest snapshot, then every one that differs, until the function it returns is called. */
  watch(onSnapshot: OnSnapshot): () => void;
  /** To be called after a batch: rows may have changed. */
  refresh(): void;
  /** Stops reading, and waits for a reading that is under way. */
  stop(): Promise<void>;
};

/**
 * Rests this many times as long as a reading took: emulators have other work to do. Within bounds, since a
 * reading that a machine slept through takes hours.
 */
const REST_RATIO = 4;
const REST_AT_MOST_MILLISECONDS = 2000;

/**
 * Watches a system for as long as anybody watches. Nothing is read for nobody.
 *
 * @param now milliseconds since any one moment
 */
export function watchSystem(readings: Readings, now = () => performance.now()): Watch {
  const watchers = new Set<OnSnapshot>();
  const stopping = new AbortController();
  let rows: Omit<LatestRows, 'shards'> = { count: 0, latest: [] };
  let areRowsOld = true;
  let latest: Snapshot = { system: readings.system, queues: null, problem: null, run: null };
  let isKnown = false;
  let news = new AbortController();
  let working: Promise<void> | undefined;

  const refresh = () => {
    areRowsOld = true;
    news.abort();
  };

  const readRun = async (run: RunReadings): Promise<Run> => {
    if (areRowsOld) {
      areRowsOld = false;
      rows = await run.readLatestRows();
    }
    const { applied, unchanged, ignored, rejected } = run.outcomes();
    const deadLetters = await run.readDeadLetters();
    const failed = deadLetters.filter(({ rejection }) => rejection === undefined).length;
    return {
      outcomes: { applied, unchanged, ignored, rejected, failed },
      rows: rows.count,
      changes: rows.latest.map(({ table, row }) => describeChange(table, row)),
      reasons: groupDeadLetters(deadLetters),
    };
  };

  const read = async (): Promise<Snapshot> => {
    news = new AbortController();
    const run = readings.run === undefined ? null : await readRun(readings.run);
    return { system: readings.system, queues: await readings.readQueues(), problem: null, run };
  };

  /** What can not be read now is read the next time; the page keeps showing what it knows, and says why. */
  const readOrTell = () =>
    read().catch((error: unknown): Snapshot => {
      areRowsOld = true;
      return { ...latest, problem: readings.describeFailure(error) };
    });

  const tell = (snapshot: Snapshot) => {
    if (isKnown && JSON.stringify(snapshot) === JSON.stringify(latest)) return;
    isKnown = true;
    latest = snapshot;
    for (const onSnapshot of watchers) onSnapshot(snapshot);
  };

  const work = async () => {
    while (watchers.size > 0 && !stopping.signal.aborted) {
      const startedAt = now();
      tell(await readOrTell());
      await rest(Math.min(REST_RATIO * (now() - startedAt), REST_AT_MOST_MILLISECONDS), stopping.signal);
      await rest(readings.lookAgainAfterSeconds * 1000, AbortSignal.any([stopping.signal, news.signal]));
    }
    working = undefined;
  };

  return {
    watch(onSnapshot) {
      watchers.add(onSnapshot);
      if (isKnown) onSnapshot(latest);
      refresh();
      working ??= work();
      return () => watchers.delete(onSnapshot);
    },
    refresh,
    async stop() {
      stopping.abort();
      await working;
    },
  };
}

/** Never rejects: an abort only ends it. */
async function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, { signal }).catch(() => {});
}
