import { describe, expect, test } from '@jest/globals';
import { isJsonList, splitList } from '../../../../scripts/local/messages/split-list.ts';

describe('splitList', () => {
  test.each([
    ['[]', []],
    [' [ ] ', []],
    ['[1]', ['1']],
    ['["", "a\\\\", "\\"]"]', ['""', '"a\\\\"', '"\\"]"']],
    ['[[1,[2]],{"a":{"b":[]}},null]', ['[1,[2]]', '{"a":{"b":[]}}', 'null']],
  ])('cuts %s', (text, elements) => {
    expect(splitList(text)).toEqual(elements);
  });

  test('copes with strings of a million characters and with deep nesting', () => {
    const long = JSON.stringify('x\\"'.repeat(300_000));
    const deep = '['.repeat(20_000) + ']'.repeat(20_000);

    expect(splitList(`[${long},${deep}]`)).toEqual([long, deep]);
  });
});

test.each([
  ['[]', true],
  [' \n[1]', true],
  ['[1', false],
  ['{"a":[]}', false],
  ['', false],
])('%j: a list is told from anything else', (text, expected) => {
  expect(isJsonList(text)).toBe(expected);
});
