import { describe, expect, test } from '@jest/globals';
import { liveEventMix, shares, storm } from '../../../bench/workload/live-event-mix.ts';
import { rowId } from '../../../lambdas/consume-live-events/row-item.ts';
import { readGood } from '../../support/messages.ts';

const mix = liveEventMix(1000, 'test');
const rowsOf = (messages: readonly { body: string; eventName: string }[]) =>
  messages.flatMap(({ body, eventName }) => readGood(body, eventName).deltas.map(({ row }) => rowId(row)));

describe('the mix of events', () => {
  test('is the same for the same seed, and another for another', () => {
    expect(liveEventMix(50, 'a')).toEqual(liveEventMix(50, 'a'));
    expect(liveEventMix(50, 'a')).not.toEqual(liveEventMix(50, 'b'));
  });

  test('has its shares exactly, of each hundred', () => {
    const kindOf = ({ body, eventName }: { body: string; eventName: string }) =>
      body.includes('"dataVersion"') ? 'caliper_grade_change' : eventName;
    const counts = Object.groupBy(mix, kindOf);
    for (const [kind, share] of Object.entries(shares)) expect(counts[kind]).toHaveLength(10 * share);
  });

  test('makes a row of each event, and no two of one row', () => {
    expect(new Set(rowsOf(mix)).size).toBe(1000);
  });

  test('has bodies of 1.8 to 2 KB on average, texts of 8 KB, offsets and letters beyond ASCII', () => {
    const bytes = mix.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0);
    expect(bytes / mix.length).toBeGreaterThan(1800);
    expect(bytes / mix.length).toBeLessThan(2000);
    expect(mix.some(({ body }) => body.length > 8192)).toBe(true);
    expect(mix.some(({ body }) => /:\d\d-07:00"/.test(body))).toBe(true);
    expect(mix.some(({ body }) => /\P{ASCII}/u.test(body))).toBe(true);
  });
});

test('a storm is four events a submission, which are two rows', () => {
  expect(new Set(rowsOf(storm(400, 'test'))).size).toBe(200);
});
