import { describe, expect, test } from '@jest/globals';
import { parseOptions } from '../../../scripts/export/options.ts';

const parse = (...args: string[]) => parseOptions(args, '/home/ann');

test('a folder is all it takes', () => {
  expect(parse('--to', 'grades')).toEqual({
    target: { stack: 'canvas-grade-state-prod' },
    folder: '/home/ann/grades',
    format: 'parquet',
    withHistory: true,
    segments: 4,
    rate: 1000,
    force: false,
  });
});

test('every option is read', () => {
  const args = [
    '--to',
    '/x',
    '--format',
    'csv',
    '--local',
    '--segments',
    '8',
    '--rate',
    '50',
    '--force',
    '--without-history',
  ];
  expect(parse(...args)).toEqual({
    target: { local: true },
    folder: '/x',
    format: 'csv',
    withHistory: false,
    segments: 8,
    rate: 50,
    force: true,
  });
});

test('help is given, whatever else is wrong', () => {
  expect(parse('--help', '--format', 'xlsx')).toBeUndefined();
});

describe('what is wrong is named:', () => {
  test.each([
    [[], '--to FOLDER is missing'],
    [['--to', ''], '--to FOLDER is missing'],
    [['--to', 'x', '--format', 'xlsx'], '--format xlsx: expected ndjson, csv, parquet'],
    [['--to', 'x', '--segments', '0'], '--segments 0: expected a number from 1 to 64'],
    [['--to', 'x', '--segments', '65'], '--segments 65'],
    [['--to', 'x', '--rate', '-1'], '--rate'],
    [['--to', 'x', '--rate', 'fast'], '--rate fast: expected a number from 1 to 100000'],
    [['--to', 'x', '--local', '--stack', 'y'], '--stack and --local exclude each other'],
    [['--to', 'x', 'y'], 'Unexpected argument'],
  ])('%j', (args, message) => {
    expect(() => parse(...args)).toThrow(message);
  });
});
