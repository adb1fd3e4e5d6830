import { describe, expect, test } from '@jest/globals';
import { UsageError } from '../../../scripts/command/command-error.ts';
import { parseOptions } from '../../../scripts/page/options.ts';

const parse = (line: string, environment: { [variable: string]: string } = {}) =>
  parseOptions(line.split(' ').filter(Boolean), environment);

describe('the command line', () => {
  test.each([
    ['', { target: { stack: 'canvas-grade-state-prod' }, shard: '' }],
    ['--stack beta --shard 2107', { target: { stack: 'beta' }, shard: '2107' }],
    ['--local', { target: { local: true }, shard: '' }],
  ])('"%s" is understood', (line, options) => {
    expect(parse(line)).toEqual(options);
  });

  test('takes the shard of local ids from the environment, unless it is given', () => {
    expect(parse('', { CANVAS_SHARD: '7' })?.shard).toBe('7');
    expect(parse('--shard none', { CANVAS_SHARD: '7' })?.shard).toBe('');
  });

  test('can ask for help', () => {
    expect(parse('--help')).toBeUndefined();
  });

  test.each(['--stack x --local', '--local --shard 7', '--shard x', '--run 1', 'course'])(
    '"%s" is refused',
    (line) => {
      expect(() => parse(line)).toThrow(UsageError);
    },
  );
});
