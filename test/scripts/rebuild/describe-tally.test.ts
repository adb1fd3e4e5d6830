import { expect, test } from '@jest/globals';
import { describeTally } from '../../../scripts/rebuild/describe-tally.ts';

const tally = { read: 4, made: 1, written: 1, leftOut: 0 };

test.each([
  ['rows', true, 0, 'The history holds 4 observations of 1 row.\nRows written: 1.\n'],
  ['rows', false, 0, 'The history holds 4 observations of 1 row.\nDry run: rows to write: 1.\n'],
  [
    'history',
    true,
    2,
    'Of 4 rows read, these observations are still known: 1.\nObservations added to the history: 1.\nLeft out, as too old or of a student who was forgotten: 2.\n',
  ],
  [
    'history',
    false,
    0,
    'Of 4 rows read, these observations are still known: 1.\nDry run: how many of them the history lacks, only writing tells.\n',
  ],
] as const)(
  'rebuild %s, writing or not (%s), with %s left out, says what it did',
  (direction, isWriting, leftOut, text) => {
    expect(describeTally({ ...tally, leftOut }, { direction, isWriting })).toBe(text);
  },
);
