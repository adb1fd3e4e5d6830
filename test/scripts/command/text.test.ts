import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { align, createColumns, PAGE_WIDTH, plural, wrap } from '../../../scripts/command/text.ts';

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

describe('a text', () => {
  test('that fits into a line stays one', () => {
    expect(wrap('a few words', '    ', '  - ')).toEqual(['  - a few words']);
  });

  test('goes on at the next word, below its beginning', () => {
    const lines = wrap('word '.repeat(40).trim(), '    ', '  - ');
    const full = 'word '.repeat(19).trim();
    expect(lines).toEqual([`  - ${full}`, `    ${full}`, '    word word']);
  });

  test('that has a word too long for a line is cut there', () => {
    const room = PAGE_WIDTH - 4;
    expect(wrap(`a ${'b'.repeat(room + 3)} c`, '    ')).toEqual([
      '    a',
      `    ${'b'.repeat(room)}`,
      '    bbb c',
    ]);
  });

  test('never is wider than the page, and loses no letter', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,250}$/)), (words) => {
        const lines = wrap(words.join(' '), '  ');
        expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(PAGE_WIDTH);
        expect(
          lines
            .map((line) => line.slice(2))
            .join('')
            .replaceAll(' ', ''),
        ).toBe(words.join(''));
      }),
    );
  });

  test('does not steer a terminal', () => {
    expect(wrap('a\u001b\nb', '')).toEqual(['a\\u001b\\u000ab']);
  });
});

test.each([
  [0, '0 rows'],
  [1, '1 row'],
  [2, '2 rows'],
])('%i of a unit is %s', (count, expected) => {
  expect(plural(count, 'row')).toBe(expected);
});
