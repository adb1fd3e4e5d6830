import { setTimeout as delay } from 'node:timers/promises';
import type { Outcomes } from '../local/account.ts';
import type { DeadLetter } from '../system/dead-letter.ts';
import { describeChange } from './describe-change.ts';
import { groupDeadLetters } from './group-dead-letters.ts';
import type { LatestRows } from './read-latest-rows.ts';
import type { Snapshot } from './snapshot.ts';

/** Where snapshots are made of. */
export type Readings = {
  readonly stack: string;
  /** What the function has told of the messages it has finished with. */
  readonly outcomes: () => Omit<Outcomes, 'failed'>;
  readonly countWaiting: () => Promise<number>;
  readonly readDeadLetters: () => Promise<readonly DeadLetter[]>;
  /** The costly one. It is asked after a batch and for a new watcher, and at no other time. */
  readonly readLatestRows: () => Promise<LatestRows>;
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

/** Dead letters also come without a batch: the queue moves a message that was received too often. */
const lookAgainAfterMilliseconds = 1000;

/**
 * Rests so many times as long as a reading took: the emulators have other work to do. Within bounds, since a
 * reading that a machine slept through takes hours.
 */
const restRatio = 4;
const restAtMostMilliseconds = 2000;

/**
 * Watches a system for as long as anybody watches. Nothing is read for nobody.
 *
 * @param now milliseconds since any one moment
 */
export function watchSystem(readings: Readings, now = () => performance.now()): Watch {
  const watchers = new Set<OnSnapshot>();
  const stopping = new AbortController();
  let rows: LatestRows = { count: 0, latest: [] };
  let areRowsOld = true;
  let latest: { snapshot: Snapshot; text: string } | undefined;
  let news = Promise.withResolvers<void>();
  let working: Promise<void> | undefined;

  const refresh = () => {
    areRowsOld = true;
    news.resolve();
  };

  const read = async () => {
    news = Promise.withResolvers();
    if (areRowsOld) {
      areRowsOld = false;
      rows = await readings.readLatestRows();
    }
    const deadLetters = await readings.readDeadLetters();
    const waiting = await readings.countWaiting();
    const snapshot = compose(readings, rows, deadLetters, waiting);
    const text = JSON.stringify(snapshot);
    if (text === latest?.text) return;
    latest = { snapshot, text };
    for (const onSnapshot of watchers) onSnapshot(snapshot);
  };

  const work = async () => {
    while (watchers.size > 0 && !stopping.signal.aborted) {
      const startedAt = now();
      // What can not be read now is read the next time; the page goes on showing what it knows.
      await read().catch(() => (areRowsOld = true));
      await rest(Math.min(restRatio * (now() - startedAt), restAtMostMilliseconds), stopping.signal);
      const looking = new AbortController();
      const pause = rest(lookAgainAfterMilliseconds, AbortSignal.any([stopping.signal, looking.signal]));
      await Promise.race([pause, news.promise]);
      looking.abort();
    }
    working = undefined;
  };

  return {
    watch(onSnapshot) {
      watchers.add(onSnapshot);
      if (latest !== undefined) onSnapshot(latest.snapshot);
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

function compose(
  { stack, outcomes }: Readings,
  { count, latest }: LatestRows,
  deadLetters: readonly DeadLetter[],
  waiting: number,
): Snapshot {
  const { applied, unchanged, ignored, rejected } = outcomes();
  const failed = deadLetters.filter(({ rejection }) => rejection === undefined).length;
  return {
    stack,
    outcomes: { applied, unchanged, ignored, rejected, failed },
    waiting,
    rows: count,
    changes: latest.map(({ table, row }) => describeChange(table, row)),
    reasons: groupDeadLetters(deadLetters),
  };
}

/** Never rejects: an abort only ends it. */
async function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, { signal }).catch(() => {});
}
