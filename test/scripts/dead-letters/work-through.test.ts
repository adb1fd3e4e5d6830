import { expect, test } from '@jest/globals';
import { workThrough } from '../../../scripts/dead-letters/work-through.ts';
import type { System } from '../../../scripts/system/connect.ts';
import { type DeadLetter, readDeadLetter } from '../../../scripts/system/dead-letter.ts';
import { settingOf } from './dead-letter-queues.ts';

test('work that fails is told at once, however many are left at its rate', async () => {
  // In turn they would take longer than a test may.
  const letters = Array<DeadLetter>(10_000).fill(readDeadLetter({ MessageId: '1', Body: '' }));
  const told: number[] = [];

  const working = workThrough(settingOf({} as System), letters, {
    step: 'work',
    rate: 20,
    each: () => Promise.reject(new Error('no more')),
    tell: (done) => told.push(done),
  });

  await expect(working).rejects.toThrow('no more');
  expect(told).toEqual([0]);
});
