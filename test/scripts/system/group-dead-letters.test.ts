import { expect, test } from '@jest/globals';
import { groupByEvent, groupByReason } from '../../../scripts/system/group-dead-letters.ts';
import { deadLetter } from '../../support/dead-letters.ts';

const rejected = (id: string, detail: string, eventName?: string, sentAt = 0) =>
  deadLetter({ id, rejection: { code: 'invalid_event', detail }, eventName, sentAt });

const letters = [
  deadLetter({ id: 'failed' }),
  rejected('b', 'body.score: expected a number', 'grade_change', 2),
  rejected('c', 'body.grade: expected text', 'grade_change'),
  rejected('a', 'body.score: expected a number', 'grade_change', 1),
  rejected('d', 'body.score: expected a number'),
];

test('a reason is a code and a detail, in the order in which they come', () => {
  expect(groupByReason(letters).map(({ letters }) => letters.map(({ id }) => id))).toEqual([
    ['failed'],
    ['b', 'a', 'd'],
    ['c'],
  ]);
});

test('events of a reason stand apart, oldest first, and those that failed stand last', () => {
  expect(
    groupByEvent(letters).map(({ eventName, letters }) => [eventName, ...letters.map(({ id }) => id)]),
  ).toEqual([
    ['grade_change', 'c'],
    [undefined, 'd'],
    ['grade_change', 'a', 'b'],
    ['grade_change', 'failed'],
  ]);
});
