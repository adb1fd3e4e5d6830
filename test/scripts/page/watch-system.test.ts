import { afterEach, describe, expect, test } from '@jest/globals';
import type { Snapshot } from '../../../scripts/page/snapshot.ts';
import {
  type Readings,
  type RunReadings,
  type Watch,
  watchSystem,
} from '../../../scripts/page/watch-system.ts';
import { deadLetter } from '../../support/dead-letters.ts';

let watching: Watch;
afterEach(() => watching.stop());

const noMessages = { waiting: 0, inFlight: 0, deadLetters: 0 };
const letter = deadLetter();

/** Watches readings that a test can change, and counts how often rows were read. */
function watchOf(
  { run, ...readings }: Partial<Omit<Readings, 'run'>> & { run?: Partial<RunReadings> } = {},
  now?: () => number,
) {
  const asked = { rows: 0 };
  const all: Readings = {
    system: 'tested',
    readQueues: async () => noMessages,
    describeFailure: String,
    lookAgainAfterSeconds: 1,
    ...readings,
    run: {
      outcomes: () => ({ applied: 0, unchanged: 0, ignored: 0, rejected: 0 }),
      readDeadLetters: async () => [],
      ...run,
      async readLatestRows() {
        asked.rows += 1;
        return run?.readLatestRows?.() ?? { count: asked.rows, latest: [] };
      },
    },
  };
  watching = watchSystem(all, now);
  return asked;
}

/** Resolves with the first snapshot that fits. */
function snapshotWith(fits: (snapshot: Snapshot) => boolean): Promise<Snapshot> {
  return new Promise((resolve) => {
    const unwatch: () => void = watching.watch((snapshot) => {
      if (fits(snapshot)) queueMicrotask(() => [unwatch(), resolve(snapshot)]);
    });
  });
}

describe('watchSystem', () => {
  test('reads nothing while nobody watches', () => {
    const asked = watchOf();

    watching.refresh();

    expect(asked.rows).toBe(0);
  });

  test('reads the rows again after a batch', async () => {
    watchOf();
    await snapshotWith(({ run }) => run?.rows === 1);

    const next = snapshotWith(({ run }) => (run?.rows ?? 0) > 1);
    watching.refresh();

    expect((await next).run?.rows).toBeGreaterThan(1);
  });

  test('sees dead letters that came without a batch, and does not read the rows for them', async () => {
    const letters: (typeof letter)[] = [];
    const asked = watchOf({ run: { readDeadLetters: async () => letters } });
    const next = snapshotWith(({ run }) => run?.outcomes.failed === 1);
    await snapshotWith(() => true);
    const before = asked.rows;

    letters.push(letter);

    expect((await next).run?.reasons).toMatchObject([{ code: null, count: 1 }]);
    expect(asked.rows).toBeLessThanOrEqual(before + 1);
  });

  test('gives a new watcher what is known at once', async () => {
    watchOf();
    const known = await snapshotWith(() => true);

    const given: Snapshot[] = [];
    watching.watch((snapshot) => given.push(snapshot));

    expect(given).toEqual([known]);
  });

  test('says why a reading failed, and tries again', async () => {
    let failures = 2;
    watchOf({
      run: {
        readLatestRows: async () => {
          failures -= 1;
          if (failures >= 0) throw new Error('not now');
          return { count: 7, latest: [] };
        },
      },
    });

    expect(await snapshotWith(() => true)).toMatchObject({ problem: 'Error: not now', queues: null });
    expect(await snapshotWith(({ problem }) => problem === null)).toMatchObject({ run: { rows: 7 } });
  });

  test('keeps what it knows when a reading fails', async () => {
    let isDown = false;
    watchOf({
      readQueues: () => (isDown ? Promise.reject(new Error('down')) : Promise.resolve(noMessages)),
    });
    const known = await snapshotWith(() => true);

    isDown = true;
    const told = await snapshotWith(({ problem }) => problem !== null);

    expect(told).toEqual({ ...known, problem: 'Error: down' });
  });

  test('continues soon after a reading that the machine slept through', async () => {
    const hour = 3_600_000;
    let time = 0;
    const readQueues = async () => {
      time += hour;
      return { ...noMessages, waiting: time / hour };
    };
    watchOf({ readQueues }, () => time);
    const waitingIn = ({ queues }: Snapshot) => queues?.waiting ?? 0;
    await snapshotWith((snapshot) => waitingIn(snapshot) === 1);

    expect(waitingIn(await snapshotWith((snapshot) => waitingIn(snapshot) > 1))).toBe(2);
  });

  test('starts again when somebody watches after everybody had gone', async () => {
    const asked = watchOf();
    await snapshotWith(() => true);
    const before = asked.rows;

    await snapshotWith(({ run }) => (run?.rows ?? 0) > before);

    expect(asked.rows).toBeGreaterThan(before);
  });
});
