import { describe, expect, test } from '@jest/globals';
import { UsageError } from '../../../scripts/command/command-error.ts';
import { parseOptions } from '../../../scripts/smoke/options.ts';

describe('parseOptions', () => {
  test('has defaults', () => {
    expect(parseOptions([])).toEqual({
      target: { stack: 'canvas-grade-state-prod' },
      rootAccount: undefined,
      waitSeconds: 60,
    });
  });

  test('reads every option', () => {
    expect(parseOptions(['--stack', 'x', '--root-account', 'uuid', '--wait', '5'])).toEqual({
      target: { stack: 'x' },
      rootAccount: 'uuid',
      waitSeconds: 5,
    });
    expect(parseOptions(['--local'])?.target).toEqual({ local: true });
  });

  test('asks for help', () => {
    expect(parseOptions(['-h'])).toBeUndefined();
  });

  test.each([
    ['--nope'],
    ['stray'],
    ['--wait=0'],
    ['--wait=soon'],
    ['--stack='],
    ['--root-account='],
    ['--local', '--stack=x'],
  ])('refuses %s', (...args) => {
    expect(() => parseOptions(args)).toThrow(UsageError);
  });
});
