import { describe, expect, test } from '@jest/globals';
import { backOff, waitOf } from '../../../lambdas/consume-live-events/back-off.ts';

describe('the wait before another attempt', () => {
  test.each([
    [1, 20],
    [2, 40],
    [6, 640],
    [7, 1000],
    [1000, 1000],
  ])('after attempt %i is at most %i ms', (attempt, milliseconds) => {
    expect(waitOf(attempt, 1)).toBe(milliseconds);
  });

  test('is anything from nothing to that, so that those who failed together do not come again together', () => {
    expect([0, 0.25, 0.5].map((random) => waitOf(2, random))).toEqual([0, 10, 20]);
  });

  test('ends with an error when the time is up before it', async () => {
    await expect(backOff(1000, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('ends with an error when the time is up meanwhile', async () => {
    const time = new AbortController();
    const waiting = expect(backOff(1000, time.signal)).rejects.toMatchObject({ name: 'AbortError' });
    time.abort();
    await waiting;
  });
});
