import { describe, expect, test } from '@jest/globals';
import { align, createColumns, plural } from '../../../scripts/command/text.ts';

describe('columns', () => {
  test('are as wide as their widest cell, and lines end where their last cell does', () => {
    expect(
      align([
        ['a', 'bb', ''],
        ['ccc', 'd', 'e'],
      ]),
    ).toEqual(['a    bb', 'ccc  d   e']);
  });

  test('keep their widths when a line has fewer cells than another', () => {
    expect(align([['a', 'bbb', 'c'], ['d'], ['e', 'f', 'g']])).toEqual(['a  bbb  c', 'd', 'e  f    g']);
  });

  test('of numbers end at the right', () => {
    const lines = [
      ['what', 'count'],
      ['a', '7'],
    ];
    expect(align(lines, { isRight: (column) => column > 0 })).toEqual(['what  count', 'a         7']);
  });

  test('let no cell steer a terminal, and count what it is written as', () => {
    expect(
      align([
        ['\u001b', 'a'],
        ['b', 'c'],
      ]),
    ).toEqual(['\\u001b  a', 'b       c']);
  });

  test('of pages stay as wide as they were, and a cell that is too wide moves its own line alone', () => {
    const write = createColumns({ widest: 4 });
    expect(write([['abc', 'd']])).toEqual(['abc  d']);
    expect(
      write([
        ['a', 'b'],
        ['abcdefgh', 'i'],
      ]),
    ).toEqual(['a     b', 'abcdefgh  i']);
    expect(write([['a', 'b']])).toEqual(['a     b']);
  });
});

test.each([
  [0, '0 rows'],
  [1, '1 row'],
  [2, '2 rows'],
])('%i of a unit is %s', (count, expected) => {
  expect(plural(count, 'row')).toBe(expected);
});
