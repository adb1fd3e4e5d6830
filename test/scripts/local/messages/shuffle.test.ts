import { describe, expect, test } from '@jest/globals';
import { mulberry32, shuffle } from '../../../../scripts/local/messages/shuffle.ts';

const items = Array.from({ length: 100 }, (_, i) => i);

describe('shuffle', () => {
  test('gives the same order for the same seed', () => {
    expect(shuffle(items, '7')).toEqual(shuffle(items, '7'));
  });

  test('gives another order for another seed', () => {
    expect(shuffle(items, '7')).not.toEqual(shuffle(items, '8'));
  });

  test('keeps every item once and leaves the original alone', () => {
    expect(shuffle(items, 'any text').toSorted((a, b) => a - b)).toEqual(items);
    expect(items[1]).toBe(1);
  });

  test('puts every item in every place about as often', () => {
    const first = Array.from({ length: 3000 }, (_, seed) => shuffle([0, 1, 2], String(seed))[0]);

    for (const item of [0, 1, 2]) {
      expect(Math.abs(first.filter((found) => found === item).length - 1000)).toBeLessThan(120);
    }
  });
});

test('mulberry32 gives the numbers of the published generator', () => {
  const random = mulberry32(0);

  expect([random(), random(), random()].map((x) => Math.floor(x * 2 ** 32))).toEqual([
    1144304738, 1416247, 958946056,
  ]);
});
