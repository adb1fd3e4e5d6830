import { afterEach, describe, expect, test } from '@jest/globals';
import type { Snapshot } from '../../../scripts/page/snapshot.ts';
import { type Readings, type Watch, watchSystem } from '../../../scripts/page/watch-system.ts';
import type { DeadLetter } from '../../../scripts/system/dead-letter.ts';
import { deadLetter } from '../../support/dead-letters.ts';

let watching: Watch;
afterEach(() => watching.stop());

const letter = deadLetter();

/** Watches readings that a test can change, and counts how often rows were read. */
function watchOf(readings: Partial<Readings> = {}, now?: () => number) {
  const asked = { rows: 0 };
  const all: Readings = {
    stack: 'tested',
    outcomes: () => ({ applied: 0, unchanged: 0, ignored: 0, rejected: 0 }),
    countWaiting: async () => 0,
    readDeadLetters: async () => [],
    ...readings,
    async readLatestRows() {
      asked.rows += 1;
      return readings.readLatestRows?.() ?? { count: asked.rows, latest: [] };
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
    await snapshotWith(({ rows }) => rows === 1);

    const next = snapshotWith(({ rows }) => rows > 1);
    watching.refresh();

    expect((await next).rows).toBeGreaterThan(1);
  });

  test('sees dead letters that came without a batch, and does not read the rows for them', async () => {
    const letters: DeadLetter[] = [];
    const asked = watchOf({ readDeadLetters: async () => letters });
    const next = snapshotWith(({ outcomes }) => outcomes.failed === 1);
    await snapshotWith(() => true);
    const before = asked.rows;

    letters.push(letter);

    expect((await next).reasons).toMatchObject([{ code: null, count: 1 }]);
    expect(asked.rows).toBeLessThanOrEqual(before + 1);
  });

  test('gives a new watcher what is known at once', async () => {
    watchOf();
    const known = await snapshotWith(() => true);

    const given: Snapshot[] = [];
    watching.watch((snapshot) => given.push(snapshot));

    expect(given).toEqual([known]);
  });

  test('tries again after a reading that failed', async () => {
    let failures = 2;
    watchOf({
      readLatestRows: async () => {
        failures -= 1;
        if (failures >= 0) throw new Error('not now');
        return { count: 7, latest: [] };
      },
    });

    expect((await snapshotWith(() => true)).rows).toBe(7);
  });

  test('goes on soon after a reading that the machine slept through', async () => {
    const hour = 3_600_000;
    let time = 0;
    const countWaiting = async () => {
      time += hour;
      return time / hour;
    };
    watchOf({ countWaiting }, () => time);
    await snapshotWith(({ waiting }) => waiting === 1);

    expect((await snapshotWith(({ waiting }) => waiting > 1)).waiting).toBe(2);
  });

  test('starts anew when somebody watches after everybody had gone', async () => {
    const asked = watchOf();
    await snapshotWith(() => true);
    const before = asked.rows;

    await snapshotWith(({ rows }) => rows > before);

    expect(asked.rows).toBeGreaterThan(before);
  });
});
