import { expect, test } from '@jest/globals';
import { parseOptions } from '../../../scripts/rebuild/options.ts';

test('rows are rebuilt, unless told otherwise, of the installation that was given no name', () => {
  expect(parseOptions(['rows'])).toEqual({
    target: { stack: 'canvas-grade-state-prod' },
    direction: 'rows',
    isWriting: true,
    rate: 1000,
    segments: 4,
  });
});

test('every option has its effect', () => {
  const args = ['history', '--dry-run', '--rate', '50', '--segments', '8', '--local'];
  expect(parseOptions(args)).toEqual({
    target: { local: true },
    direction: 'history',
    isWriting: false,
    rate: 50,
    segments: 8,
  });
});

test.each([
  [[], 'rebuild what? rows or history.'],
  [['row'], 'rebuild row: expected rows or history. Did you mean rows?'],
  [['rows', 'history'], 'rebuild rows: too many arguments: history'],
  [['rows', '--rate', '0'], '--rate 0: expected a number from 1 to 100000.'],
  [['rows', '--segments', '65'], '--segments 65: expected a number from 1 to 64.'],
])('%j is refused, and says why', (args, message) => {
  expect(() => parseOptions(args)).toThrow(message);
});
