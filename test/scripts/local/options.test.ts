import { describe, expect, test } from '@jest/globals';
import { UsageError } from '../../../scripts/command/command-error.ts';
import { parseOptions } from '../../../scripts/local/options.ts';

const parse = (...args: string[]) => parseOptions(args, '/here');

describe('parseOptions', () => {
  test('has defaults', () => {
    expect(parse()).toEqual({
      events: undefined,
      copies: 1,
      shuffle: undefined,
      rows: false,
      json: false,
      keep: false,
      context: [],
    });
  });

  test('reads every option, and paths from where it was called', () => {
    const args = ['--events', 'a.json', '--events=/b', '--copies', '3', '--shuffle', '7', '--json', '--keep'];

    expect(parse(...args, '-c', 'name=x', '--context', 'rootAccounts=a,b')).toEqual({
      events: ['/here/a.json', '/b'],
      copies: 3,
      shuffle: '7',
      rows: false,
      json: true,
      keep: true,
      context: ['name=x', 'rootAccounts=a,b'],
    });
  });

  test('takes - for stdin, and not for a file', () => {
    expect(parse('--events', '-', '--rows')).toMatchObject({ events: ['-'], rows: true });
  });

  test('asks for help', () => {
    expect(parse('-h')).toBeUndefined();
  });

  test.each([
    ['--nope'],
    ['stray'],
    ['--copies=0'],
    ['--copies=x'],
    ['--copies'],
    ['--events', ''],
    ['--rows', '--json'],
    ['-c=x'],
    ['--context', 'x'],
  ])('refuses %s', (...args) => {
    expect(() => parse(...args)).toThrow(UsageError);
  });
});
