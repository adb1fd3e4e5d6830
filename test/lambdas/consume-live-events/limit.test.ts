import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createLimit } from '../../../lambdas/consume-live-events/limit.ts';

type Work = { readonly comesAfter: number; readonly takes: number; readonly fails: boolean };

/** Does all work under a limit, each when it comes. */
async function doAll(atOnce: number, works: readonly Work[]) {
  const limited = createLimit(atOnce);
  const came: number[] = [];
  const started: number[] = [];
  let inFlight = 0;
  let most = 0;
  const results = await Promise.allSettled(
    works.map(async ({ comesAfter, takes, fails }, index) => {
      for (let turn = 0; turn < comesAfter; turn += 1) await setImmediate();
      came.push(index);
      return limited(async () => {
        started.push(index);
        inFlight += 1;
        most = Math.max(most, inFlight);
        for (let turn = 0; turn < takes; turn += 1) await setImmediate();
        inFlight -= 1;
        if (fails) throw new Error(`work ${index}`);
        return index;
      });
    }),
  );
  return { came, started, most, results };
}

describe('work under a limit', () => {
  test('is never more at once, and begins in the order it came, whatever fails of it', async () => {
    const work = fc.record({
      comesAfter: fc.nat(6),
      takes: fc.integer({ min: 1, max: 3 }),
      fails: fc.boolean(),
    });
    const property = fc.asyncProperty(
      fc.integer({ min: 1, max: 3 }),
      fc.array(work, { maxLength: 12 }),
      async (atOnce, works) => {
        const { came, started, most, results } = await doAll(atOnce, works);
        expect(most).toBeLessThanOrEqual(atOnce);
        expect(started).toEqual(came);
        expect(results).toMatchObject(
          works.map(({ fails }, index) =>
            fails ? { reason: { message: `work ${index}` } } : { status: 'fulfilled', value: index },
          ),
        );
      },
    );
    await fc.assert(property);
  });

  test('is as much at once as may be', async () => {
    const { most } = await doAll(
      3,
      Array.from({ length: 9 }, () => ({ comesAfter: 0, takes: 1, fails: false })),
    );
    expect(most).toBe(3);
  });
});
