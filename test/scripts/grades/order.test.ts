import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { keepFirst } from '../../../scripts/grades/order.ts';
import { readRow } from '../../../scripts/reader/read-row.ts';
import { itemOf } from '../../support/items.ts';
import { gradeChange, rowOf } from '../../support/messages.ts';

const stored = rowOf(gradeChange());
const one = readRow(stored.table, itemOf(stored));
const at = (second: number, id: number) => ({
  ...one,
  submission_id: String(id),
  event_time: `2026-03-02T10:00:${String(second).padStart(2, '0')}.000Z`,
});

test.each([
  ['newest', -1],
  ['oldest', 1],
] as const)('%s always keeps the first of all rows, however they came', (order, sign) => {
  const pages = fc.array(fc.array(fc.integer({ min: 0, max: 59 }), { maxLength: 5 }), { maxLength: 20 });
  fc.assert(
    fc.property(pages, fc.integer({ min: 1, max: 9 }), (seconds, limit) => {
      const kept = keepFirst(limit, order);
      for (const [page, each] of seconds.entries()) {
        kept.add(each.map((second, i) => at(second, 100 * page + i + 1)));
      }
      const sorted = seconds.flat().sort((a, b) => sign * (a - b));
      expect(kept.rows().map(({ event_time }) => Number(event_time.slice(17, 19)))).toEqual(
        sorted.slice(0, limit),
      );
    }),
  );
});

test('rows of one instant come in the order of their keys', () => {
  const kept = keepFirst(2, 'newest');
  kept.add([at(1, 3), at(1, 1), at(1, 2)]);
  expect(kept.rows()).toMatchObject([{ submission_id: '1' }, { submission_id: '2' }]);
});

test('none keeps rows as they came', () => {
  const kept = keepFirst(Infinity, 'none');
  kept.add([at(1, 3), at(2, 1)]);
  expect(kept.rows()).toMatchObject([{ submission_id: '3' }, { submission_id: '1' }]);
});
