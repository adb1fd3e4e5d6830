import { describe, expect, test } from '@jest/globals';
import { UsageError } from '../../../scripts/command/command-error.ts';
import { parseOptions } from '../../../scripts/forget/options.ts';

const parse = (...args: string[]) => parseOptions(args, true);

describe('parseOptions', () => {
  test('asks before it deletes, by default', () => {
    expect(parse('--user', '21070000000000048')).toEqual({
      target: { stack: 'canvas-grade-state-prod' },
      userId: '21070000000000048',
      mode: 'ask',
      scan: false,
    });
  });

  test.each([
    [['--dry-run'], { mode: 'dry run' }],
    [['--yes'], { mode: 'delete' }],
    [['--scan'], { scan: true }],
    [['--local'], { target: { local: true } }],
    [['--stack=x'], { target: { stack: 'x' } }],
  ])('reads %s', (args, expected) => {
    expect(parse('--user=21070000000000048', ...args)).toMatchObject(expected);
  });

  test.each([
    ['48', '2107', '21070000000000048'],
    ['9999999999999', '1', '19999999999999'],
    ['48', 'none', '48'],
  ])('lifts the local id %s with shard %s', (user, shard, userId) => {
    expect(parse('--user', user, '--shard', shard)).toMatchObject({ userId });
  });

  test.each([
    ['no user', []],
    ['what is no id', ['--user=jo']],
    ['a local id without a shard', ['--user=48']],
    ['a global id with a shard', ['--user=21070000000000048', '--shard=2107']],
    ['what is no shard', ['--user=48', '--shard=x']],
    ['a dry run that deletes', ['--user=21070000000000048', '--dry-run', '--yes']],
    ['two systems', ['--user=21070000000000048', '--local', '--stack=x']],
    ['an unknown option', ['--user=21070000000000048', '--force']],
  ])('refuses %s', (_, args) => {
    expect(() => parse(...args)).toThrow(UsageError);
  });

  test('refuses to ask when nobody is there', () => {
    const args = ['--user=21070000000000048'];

    expect(() => parseOptions(args, false)).toThrow(UsageError);
    expect(parseOptions([...args, '--yes'], false)).toMatchObject({ mode: 'delete' });
    expect(parseOptions([...args, '--dry-run'], false)).toMatchObject({ mode: 'dry run' });
  });

  test('asks for help', () => {
    expect(parse('--help')).toBeUndefined();
  });
});
