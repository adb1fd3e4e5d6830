import { setImmediate } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import pMap from 'p-map';
import { openRandom } from '../../../../faults/random.ts';
import type { Delta } from '../../../../lambdas/consume-live-events/domain/merge.ts';
import type { Item } from '../../../../lambdas/consume-live-events/item.ts';
import { mergeRows } from '../../../../lambdas/consume-live-events/merge-rows.ts';
import { fromItem } from '../../../../lambdas/consume-live-events/row-item.ts';
import type { RowStore } from '../../../../lambdas/consume-live-events/row-store.ts';
import { applyPage } from '../../../../scripts/snapshot/apply/apply-page.ts';
import { createMemoryStore } from '../../../support/memory-store.ts';
import { deltaOf, gradeChange } from '../../../support/messages.ts';
import { gradeSnapshot } from '../../../support/snapshots.ts';

const seeds = 100;
const submissions = 20;
const versions = 5;
const notAfter = '2026-03-08T00:00:00.000Z';
const { signal } = new AbortController();

const idOf = (index: number) => `2107${String(index + 1).padStart(13, '0')}`;

function eventOf(index: number, score: number, event_time: string): Delta {
  return deltaOf(gradeChange({ submission_id: idOf(index), grade: String(score), score }, { event_time }));
}

test(`beside a consumer that is killed again and again, every row comes to what Canvas has or to a newer event: ${seeds} seeds`, async () => {
  let killed = 0;
  for (let seed = 0; seed < seeds; seed += 1) {
    const random = openRandom('killed consumer', String(seed));
    const items = new Map<string, Item>();
    /** A store of one invocation, which after so many requests is no more. */
    const storeUntil = (requests: number): RowStore => {
      let left = requests;
      return createMemoryStore(items, async () => {
        for (let turns = random.integer(0, 3); turns > 0; turns -= 1) await setImmediate();
        left -= 1;
        if (left < 0) throw new Error('killed');
      });
    };

    // 30 % of the events are lost, and the last version may be newer than the snapshot.
    const expected = new Map<string, number>();
    const events: Delta[] = [];
    const lines = Array.from({ length: submissions }, (_, index) => {
      const isNewer = random.integer(1, 10) === 1;
      for (let version = 0; version < versions; version += 1) {
        if (random.integer(1, 10) > 3)
          events.push(eventOf(index, version, `2026-03-02T10:00:0${version}.500Z`));
      }
      if (isNewer) events.push(eventOf(index, 50, '2026-03-09T12:00:00.000Z'));
      const score = versions - 1;
      expected.set(idOf(index), isNewer ? 50 : score);
      return gradeSnapshot(
        {
          key: { submission_id: idOf(index), facet: 'grade' },
          asOf: `2026-03-02T10:00:0${score}.000Z`,
        },
        { grade: String(score), score },
      );
    });

    const shuffled = events
      .map((event) => ({ event, place: random.integer(0, 1_000_000) }))
      .toSorted((a, b) => a.place - b.place)
      .map(({ event }) => event);
    const batches = Array.from({ length: 5 }, (_, batch) => shuffled.filter((__, at) => at % 5 === batch));
    /** A message that was not acknowledged is delivered again, with all others of its batch. */
    const consume = async (batch: readonly Delta[]) => {
      for (let delivery = 1; ; delivery += 1) {
        const merges = await mergeRows(
          batch,
          storeUntil(delivery > 3 ? Infinity : random.integer(0, 30)),
          signal,
        );
        if (merges.every(({ result }) => result.kind === 'merged')) return;
        killed += 1;
      }
    };
    const takeUnits = async () => {};
    const backfill = () => applyPage(lines, { store: storeUntil(Infinity), notAfter, takeUnits, signal });

    await Promise.all([pMap(batches, consume, { concurrency: 3 }), backfill(), backfill()]);
    const again = await backfill();

    const rows = [...items.values()].map((item) => fromItem('submissions', item).row);
    const scores = rows.map(
      ({ key, current }) => [key['submission_id'] ?? '', current.state['score']] as const,
    );
    expect({ seed, scores: new Map(scores) }).toEqual({ seed, scores: expected });
    expect(again.filter(({ kind }) => kind === 'behind' || kind === 'missing')).toEqual([]);
  }
  expect(killed).toBeGreaterThan(seeds);
});
