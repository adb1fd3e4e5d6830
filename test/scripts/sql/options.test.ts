import { describe, expect, test } from '@jest/globals';
import { UsageError } from '../../../scripts/command/command-error.ts';
import { parseOptions } from '../../../scripts/sql/options.ts';

const parse = (...args: readonly string[]) => parseOptions(args, '/work');

describe('the command line', () => {
  test('asks the installation without a name, as a table, by default', () => {
    expect(parse('SELECT 1')).toEqual({
      target: { stack: 'canvas-grade-state-prod' },
      sql: 'SELECT 1',
      extras: [],
      output: { format: 'table' },
    });
  });

  test.each([
    [[], undefined],
    [['--question', 'excused'], 'excused'],
    [['--question'], ''],
    [['--question', '--local'], ''],
  ])('%j asks %j', (args, question) => {
    expect(parse(...args)?.question).toEqual(question);
  });

  test('takes paths from where the command was called', () => {
    expect(parse('x', '--export', 'a', '--with', 'n=b.csv', '--format', 'parquet', '--to', 'c')).toEqual({
      folder: '/work/a',
      sql: 'x',
      extras: [{ name: 'n', path: '/work/b.csv' }],
      output: { parquet: '/work/c' },
    });
  });

  test('can ask for help', () => {
    expect(parse('--help')).toBeUndefined();
  });

  test.each([
    [['SELECT', '1'], 'put it into quotes'],
    [['x', '--question', 'excused'], 'A statement and --question exclude each other'],
    [['x', '--local', '--export', 'a'], '--export, --stack and --local exclude each other'],
    [['x', '--stack', 's', '--export', 'a'], '--export, --stack and --local exclude each other'],
    [['x', '--export', ''], 'expected the folder of an export'],
    [['x', '--with', 'names'], 'expected a name and a file'],
    [['x', '--with', 'a b=n.csv'], 'expected a name and a file'],
    [['x', '--with', 'n=n.xlsx'], 'expected a file .csv, .parquet, .ndjson, .json'],
    [['x', '--format', 'xml'], 'expected table, csv, json, ndjson, parquet'],
    [['x', '--format', 'parquet'], '--format parquet needs --to FILE'],
    [['--format', 'parquet', '--to', 'a'], '--format parquet needs a statement'],
    [['x', '--to', 'a'], '--to goes with --format parquet'],
  ])('%j is refused with a reason', (args, reason) => {
    expect(() => parse(...args)).toThrow(UsageError);
    expect(() => parse(...args)).toThrow(reason);
  });
});
