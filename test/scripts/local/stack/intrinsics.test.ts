// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub has its own.
import { describe, expect, test } from '@jest/globals';
import { type Lookup, resolve } from '../../../../scripts/local/stack/intrinsics.ts';

const lookup: Lookup = {
  ref: async (name) => ({ Queue: 'http://queue', 'AWS::Region': 'us-east-1' })[name],
  attribute: async (logicalId, name) => `${logicalId}/${name}`,
};

describe('resolve', () => {
  test.each([
    ['plain values', { a: [1, 'x', true, null] }, { a: [1, 'x', true, null] }],
    ['Ref', { Ref: 'Queue' }, 'http://queue'],
    ['a pseudo parameter', { Ref: 'AWS::Region' }, 'us-east-1'],
    ['GetAtt as a list', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'Queue/Arn'],
    ['GetAtt as text', { 'Fn::GetAtt': 'Queue.Arn' }, 'Queue/Arn'],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }]] }, 'a-us-east-1'],
    ['Sub of names', { 'Fn::Sub': '${AWS::Region}:${Queue.Arn}' }, 'us-east-1:Queue/Arn'],
    ['Sub with variables of its own', { 'Fn::Sub': ['${a}', { a: { Ref: 'Queue' } }] }, 'http://queue'],
    ['an escaped Sub', { 'Fn::Sub': '${!a}' }, '${a}'],
    ['a reference deep inside', { a: { b: [{ Ref: 'Queue' }] } }, { a: { b: ['http://queue'] } }],
  ])('resolves %s', async (_, value, expected) => {
    expect(await resolve(value, lookup, 'place')).toEqual(expected);
  });

  test('leaves out what refers to AWS::NoValue', async () => {
    const value = { kept: 1, dropped: { Ref: 'AWS::NoValue' }, list: [{ Ref: 'AWS::NoValue' }, 2] };

    expect(await resolve(value, lookup, 'place')).toEqual({ kept: 1, list: [2] });
  });

  test('names the place of an intrinsic it does not know', async () => {
    const value = { Name: { 'Fn::If': ['Condition', 'a', 'b'] } };

    await expect(resolve(value, lookup, 'Queue')).rejects.toThrow(
      'Queue.Name: the local run does not resolve this Fn::If',
    );
  });
});
