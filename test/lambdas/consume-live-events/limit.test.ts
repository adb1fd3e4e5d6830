import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createLimit } from '../../../lambdas/consume-live-events/limit.ts';

describe('work under a limit', () => {
  test('begins in the order it came, as much at once as may, whatever fails of it', async () => {
    const works = fc.array(fc.record({ turns: fc.integer({ min: 1, max: 3 }), fails: fc.boolean() }), {
      maxLength: 12,
    });
    const property = fc.asyncProperty(fc.integer({ min: 1, max: 4 }), works, async (atOnce, works) => {
      const limited = createLimit(atOnce);
      const begun: number[] = [];
      let inFlight = 0;
      let most = 0;
      const work = async (index: number) => {
        begun.push(index);
        inFlight += 1;
        most = Math.max(most, inFlight);
        for (let turn = 0; turn < (works[index]?.turns ?? 0); turn += 1) await setImmediate();
        inFlight -= 1;
        if (works[index]?.fails) throw new Error(`work ${index}`);
        return index;
      };
      const results = await Promise.allSettled(works.map((_, index) => limited(() => work(index))));
      expect(results).toMatchObject(
        works.map(({ fails }, index) =>
          fails ? { reason: { message: `work ${index}` } } : { status: 'fulfilled', value: index },
        ),
      );
      expect(begun).toEqual(works.map((_, index) => index));
      expect(most).toBe(Math.min(atOnce, works.length));
    });
    await fc.assert(property);
  });

  test('that comes later does not wait for what is over', async () => {
    const limited = createLimit(1);
    await limited(() => Promise.resolve());
    expect(await limited(() => Promise.resolve('done'))).toBe('done');
  });
});
