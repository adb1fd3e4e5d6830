import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { startRateLimit } from '../../../scripts/command/rate-limit.ts';

const { signal } = new AbortController();

/** A clock whose waiting takes no time. */
function startClock() {
  let time = 0;
  return {
    now: () => time,
    async sleep(milliseconds: number) {
      time += milliseconds;
    },
    pass: (milliseconds: number) => {
      time += milliseconds;
    },
  };
}

test('the first read goes at once, and the next one waits until the first is paid for', async () => {
  const clock = startClock();
  const limit = startRateLimit(100, clock);
  await limit.take(50, signal);
  expect(clock.now()).toBe(0);
  await limit.take(1, signal);
  expect(clock.now()).toBe(500);
});

test('a read that cost more than booked delays the next one, one that cost less hastens it', async () => {
  const clock = startClock();
  const limit = startRateLimit(100, clock);
  await limit.take(10, signal);
  limit.settle(90);
  await limit.take(100, signal);
  expect(clock.now()).toBe(1000);
  limit.settle(-100);
  await limit.take(1, signal);
  expect(clock.now()).toBe(1000);
});

test('units that were not used are not saved up', async () => {
  const clock = startClock();
  const limit = startRateLimit(100, clock);
  clock.pass(60_000);
  await limit.take(100, signal);
  await limit.take(1, signal);
  expect(clock.now()).toBe(61_000);
});

test('the rate is never exceeded by more than one read, however wrong the guesses are', async () => {
  const read = fc.record({
    guess: fc.integer({ min: 0, max: 128 }),
    cost: fc.integer({ min: 0, max: 128 }),
    pause: fc.integer({ min: 0, max: 2000 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(read), fc.integer({ min: 1, max: 500 }), async (reads, rate) => {
      const clock = startClock();
      const limit = startRateLimit(rate, clock);
      let consumed = 0;
      for (const { guess, cost, pause } of reads) {
        clock.pass(pause);
        await limit.take(guess, signal);
        expect(consumed).toBeLessThanOrEqual((clock.now() / 1000) * rate + 1e-6);
        consumed += cost;
        limit.settle(cost - guess);
      }
    }),
  );
});

test('a wait ends when the export is interrupted', async () => {
  const limit = startRateLimit(1);
  await limit.take(1000, signal);
  await expect(limit.take(1, AbortSignal.abort())).rejects.toThrow(/abort/i);
});
