import { describe, expect, test } from '@jest/globals';
import { judgeResponse } from '../../../../scripts/local/mapping/batch-response.ts';

const ids = ['a', 'b', 'c'];
const failure = (itemIdentifier: unknown) => ({ itemIdentifier });

describe('judgeResponse', () => {
  test.each([
    ['null', null],
    ['nothing', undefined],
    ['an empty object', {}],
    ['a null list', { batchItemFailures: null }],
    ['an empty list', { batchItemFailures: [] }],
  ])('takes %s for the success of all', (_, response) => {
    expect(judgeResponse(ids, response)).toEqual({ failed: new Set() });
  });

  test('fails the messages that are named, and no other', () => {
    const response = { batchItemFailures: [failure('b'), failure('b'), failure('c')] };

    expect(judgeResponse(ids, response)).toEqual({ failed: new Set(['b', 'c']) });
  });

  test.each([
    ['text', 'ok'],
    ['a list', []],
    ['a list that is none', { batchItemFailures: 'a' }],
    ['an unknown message', { batchItemFailures: [failure('a'), failure('z')] }],
    ['an empty identifier', { batchItemFailures: [failure('')] }],
    ['a null identifier', { batchItemFailures: [failure(null)] }],
    ['an item without an identifier', { batchItemFailures: [{ id: 'a' }] }],
    ['a null item', { batchItemFailures: [null] }],
  ])('fails the whole batch for %s', (_, response) => {
    expect(judgeResponse(ids, response)).toEqual({ failed: new Set(ids), reason: expect.any(String) });
  });
});
