import { expect, test } from '@jest/globals';
import { timeToWork } from '../../../lambdas/consume-live-events/deadline.ts';

test.each([
  [60_000, 55_000],
  [5_001, 1],
  [5_000, 0],
  [4_999, 0],
  [0, 0],
])('an invocation with %i ms left works for %i, and never for less than none', (remaining, milliseconds) => {
  expect(timeToWork(remaining)).toBe(milliseconds);
});
