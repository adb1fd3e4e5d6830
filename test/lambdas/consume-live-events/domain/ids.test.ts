import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { globalId, idOfUrn, isId, shardOf } from '../../../../lambdas/consume-live-events/domain/ids.ts';

describe('an id', () => {
  test.each([
    '1',
    '45',
    '21070000000011086',
    '9999999999999999999',
    45,
    9_007_199_254_740_991,
    21070000000011086n,
  ])('may be %p', (id) => expect(isId(id)).toBe(true));

  test.each([
    '',
    '0',
    '01',
    '-1',
    '1.5',
    '1e3',
    ' 1',
    '1 ',
    '١',
    '12345678901234567890',
    0,
    -1,
    1.5,
    2 ** 53,
    NaN,
    0n,
    -1n,
    null,
    undefined,
    true,
    [],
    ['1'],
    {},
  ])('is never %p', (id) => expect(isId(id)).toBe(false));
});

describe('a global id', () => {
  test.each([
    ['2', '2107', '21070000000000002'],
    [2, '2107', '21070000000000002'],
    ['9999999999999', '2107', '21079999999999999'],
    ['123', '10070', '100700000000000123'],
    ['21070000000011086', '1', '21070000000011086'],
    [21070000000011086n, '1', '21070000000011086'],
    ['10000000000000', '2107', '10000000000000'],
    ['2', '', '2'],
  ])('of %p in shard %p is %p', (id, shard, expected) => expect(globalId(id, shard)).toBe(expected));

  test('always equals shard * 10^13 + local id', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 13n - 1n), fc.bigInt(1n, 900_000n), (local, shard) => {
        expect(globalId(String(local), String(shard))).toBe(String(shard * 10n ** 13n + local));
      }),
    );
  });

  test('names its shard, zeros and all; a local id names none', () => {
    expect(shardOf('21070000000011086')).toBe('2107');
    expect(shardOf('100700000000000123')).toBe('10070');
    expect(shardOf('10000000000000')).toBe('1');
    expect(shardOf('9999999999999')).toBe('');
    expect(shardOf('45')).toBe('');
  });
});

describe('the URN of an entity', () => {
  test('gives its id only for the kind that is asked for', () => {
    expect(idOfUrn('urn:instructure:canvas:submission:21070000000011086', 'submission')).toBe(
      '21070000000011086',
    );
    expect(idOfUrn('urn:instructure:canvas:quiz:21070000000011086', 'submission')).toBeUndefined();
  });

  test.each([
    'urn:instructure:canvas:user:0',
    'urn:instructure:canvas:user:',
    'urn:other:canvas:user:1',
    'x urn:instructure:canvas:user:1',
    'urn:instructure:canvas:user:1 x',
    'http://canvas.example.edu/',
    1,
    null,
  ])('is not %p', (urn) => expect(idOfUrn(urn, 'user')).toBeUndefined());
});
