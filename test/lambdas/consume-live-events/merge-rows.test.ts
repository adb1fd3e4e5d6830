import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { mergeRows } from '../../../lambdas/consume-live-events/merge-rows.ts';
import type { RowStore } from '../../../lambdas/consume-live-events/row-store.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { deltaOf, gradeChange } from '../../support/messages.ts';

const { signal } = new AbortController();
const memory = () => createMemoryStore(new Map(), () => Promise.resolve());
const deltasOf = (rows: number) =>
  Array.from({ length: rows }, (_, id) => deltaOf(gradeChange({ submission_id: id + 1 })));

describe('the rows of a batch', () => {
  test('are loaded by at most twelve requests at once, a hundred rows each', async () => {
    const store = memory();
    const sizes: number[] = [];
    let inFlight = 0;
    let most = 0;
    const load: RowStore['load'] = async (keys, ...rest) => {
      sizes.push(keys.length);
      inFlight += 1;
      most = Math.max(most, inFlight);
      await setImmediate();
      inFlight -= 1;
      return store.load(keys, ...rest);
    };
    const merges = await mergeRows(deltasOf(2_950), { ...store, load }, signal);
    expect(merges).toHaveLength(2_950);
    expect(sizes).toEqual([...Array<number>(29).fill(100), 50]);
    expect(most).toBe(12);
  });
});

describe('a row whose save is refused', () => {
  test('is not read again at once: it fails when the time is up before its next turn', async () => {
    const time = new AbortController();
    let reloads = 0;
    const store: RowStore = {
      ...memory(),
      async save() {
        time.abort();
        return false;
      },
      async reload() {
        reloads += 1;
        return undefined;
      },
    };
    const [merge] = await mergeRows(deltasOf(1), store, time.signal);
    expect(merge?.result).toMatchObject({ error: { name: 'AbortError' } });
    expect(reloads).toBe(0);
  });
});
