import { describe, expect, test } from '@jest/globals';
import { exactly, type Goal, verdictOf } from '../../../bench/report/goals.ts';

describe('a goal', () => {
  test.each<[Goal['bound'], number, number, string]>([
    ['at most', 1.6, 1.65, 'met'],
    ['at most', 1.65, 1.65, 'met'],
    ['at most', 3.3, 1.65, 'missed by 100 %'],
    ['at least', 8, 8, 'met'],
    ['at least', 6, 8, 'missed by 25 %'],
    ['exactly', 1, 1, 'met'],
    ['exactly', 1.5, 1, 'missed by 50 %'],
    ['exactly', 2, 0, 'missed'],
  ])('of %s: %d against %d is %s', (bound, figure, limit, verdict) => {
    expect(verdictOf({ what: 'a ratio', figure: exactly(figure), bound, limit })).toBe(verdict);
  });

  test('of an exact count is missed when a single round differs', () => {
    const figure = { median: 1, low: 1, high: 2 };
    expect(verdictOf({ what: 'a count', figure, bound: 'exactly', limit: 1 })).toBe('missed by 0 %');
  });
});
