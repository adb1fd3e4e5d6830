import { describe, expect, test } from '@jest/globals';
import { differences } from '../../../scripts/smoke/compare-row.ts';
import { syntheticEvent } from '../../../scripts/smoke/synthetic-event.ts';

const { row } = syntheticEvent(new Date('2026-03-02T10:00:00.000Z'));
const current = row['current'] as object;

describe('differences', () => {
  test('are none between equal rows, whatever else the row found has', () => {
    expect(differences(row, { ...row, revision: 1, written_at: 'now', expires_at: 1 })).toEqual([]);
  });

  test.each([
    ['an id that passed through a double', { submission_id: '9223361772445600001' }, 'submission_id'],
    ['a value', { current: { ...current, score: 87 } }, 'current.score: expected 87.25, found 87'],
    ['a type', { current: { ...current, score: '87.25' } }, 'current.score: expected 87.25, found "87.25"'],
    ['a missing attribute', { user_id: undefined }, 'user_id: expected "9223360000000000003", found nothing'],
    ['a missing state', { previous: null }, 'previous: expected {'],
    ['one more attribute in a state', { current: { ...current, url: 'x' } }, 'current.url: expected nothing'],
  ])('tell %s', (_, changed, told) => {
    expect(differences(row, { ...row, ...changed })).toEqual([expect.stringContaining(told)]);
  });
});
