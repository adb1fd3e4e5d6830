import { describe, expect, test } from '@jest/globals';
import { ratioOf, spreadOf } from '../../../bench/measure/ratio.ts';

describe('a figure', () => {
  test.each([
    [[3, 1, 2], { median: 2, low: 1, high: 3 }],
    [[4, 1, 2, 3], { median: 2.5, low: 1, high: 4 }],
    [[7], { median: 7, low: 7, high: 7 }],
  ])('of rounds %j is their median and how far they lie apart', (rounds, spread) =>
    expect(spreadOf(rounds)).toEqual(spread),
  );

  test('that is a ratio divides round by round: what slows both of a round down does not show', () => {
    expect(ratioOf([10, 40, 20], [5, 20, 10])).toEqual({ median: 2, low: 2, high: 2 });
  });

  test('that is a ratio needs as many rounds of both', () => {
    expect(() => ratioOf([1, 2], [1])).toThrow('as many rounds');
  });
});
