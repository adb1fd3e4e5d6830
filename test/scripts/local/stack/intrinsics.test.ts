import { describe, expect, test } from '@jest/globals';
import { type Lookup, resolve } from '../../../../scripts/local/stack/intrinsics.ts';

const lookup: Lookup = {
  ref: (name) => ({ Queue: 'http://queue', 'AWS::Region': 'us-east-1' })[name],
  attribute: (logicalId, name) => `${logicalId}/${name}`,
};

describe('resolve', () => {
  test.each([
    ['plain values', { a: [1, 'x', true, null] }, { a: [1, 'x', true, null] }],
    ['Ref', { Ref: 'Queue' }, 'http://queue'],
    ['a pseudo parameter', { Ref: 'AWS::Region' }, 'us-east-1'],
    ['GetAtt', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'Queue/Arn'],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }]] }, 'a-us-east-1'],
    ['a reference deep inside', { a: { b: [{ Ref: 'Queue' }] } }, { a: { b: ['http://queue'] } }],
  ])('resolves %s', (_, value, expected) => {
    expect(resolve(value, lookup, 'place')).toEqual(expected);
  });

  test('names the place of an intrinsic it does not know', () => {
    const value = { Name: { 'Fn::If': ['Condition', 'a', 'b'] } };

    expect(() => resolve(value, lookup, 'Queue')).toThrow(
      'Queue.Name: the local run does not resolve this Fn::If',
    );
  });
});
