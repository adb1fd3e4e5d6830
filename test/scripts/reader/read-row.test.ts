import { describe, expect, test } from '@jest/globals';
import { rowTypeNames } from '../../../lambdas/consume-live-events/domain/row-types.ts';
import type { Item } from '../../../lambdas/consume-live-events/item.ts';
import { expiryOf } from '../../../lambdas/consume-live-events/row-item.ts';
import { InvalidRowError, readRow } from '../../../scripts/reader/read-row.ts';
import { liveEventFixtures } from '../../support/fixtures.ts';
import { itemOf } from '../../support/items.ts';
import { gradeChange, readGood, rowOf } from '../../support/messages.ts';

const gradeItem = () => itemOf(rowOf(gradeChange()), 30);

/** The item with its current state's attribute replaced, or removed. */
function withCurrent(name: string, value: Item[string] | undefined): Item {
  const item = gradeItem();
  const state: Record<string, Item[string]> = { ...item['current']?.M };
  if (value === undefined) delete state[name];
  else state[name] = value;
  return { ...item, current: { M: state } };
}

function errorOf(item: Item): InvalidRowError {
  try {
    readRow('submissions', item);
  } catch (error) {
    if (error instanceof InvalidRowError) return error;
    throw error;
  }
  throw new Error('the row was read');
}

describe('a row', () => {
  test('of every fixture reads as it was written', () => {
    const rows = liveEventFixtures.flatMap(({ text }) => readGood(text).deltas.map(({ row }) => row));
    const types = new Set<string>();
    for (const row of rows) {
      const read = readRow(row.table, itemOf(row, 30));
      types.add(read.type);
      expect(read).toMatchObject({
        ...row.key,
        ...Object.fromEntries(Object.entries(row.identity).map(([name, { value }]) => [name, value])),
        current: { ...row.current.state, event_time: row.current.eventTime },
        event_name: row.current.eventName,
        event_time: row.current.eventTime,
        revision: 1,
        expires_at: expiryOf(row, 30),
      });
      expect(read.previous === null).toBe(row.previous === null);
      if (row.previous !== null) expect(read.previous).toMatchObject(row.previous.state);
    }
    expect([...types].sort()).toEqual([...rowTypeNames].sort());
  });

  test('tells its type to the compiler', () => {
    const row = readRow('submissions', gradeItem());
    const score: number | null | undefined = row.type === 'submissions-grade' ? row.current.score : undefined;
    // @ts-expect-error an override is no attribute of a grade
    const override: unknown = row.type === 'submissions-grade' ? row.current.override_score : undefined;
    expect([score, override]).toEqual([5, undefined]);
  });

  test('has its key first, and nothing that is internal to the merge', () => {
    const names = Object.keys(readRow('submissions', gradeItem()));
    expect(names.slice(0, 3)).toEqual(['type', 'submission_id', 'facet']);
    expect(names).not.toContain('current_order');
  });

  test('may hold what a later version adds', () => {
    expect(readRow('submissions', { ...withCurrent('mood', { S: 'glad' }), later: { S: 'x' } })).toEqual(
      readRow('submissions', gradeItem()),
    );
  });

  test('may lack a value that its event never says', () => {
    expect(readRow('submissions', withCurrent('hidden', undefined)).current).not.toHaveProperty('hidden');
  });
});

describe('a row of another shape', () => {
  const secret = 'Jane Doe, 555-0100';
  test.each([
    ['text for a number', withCurrent('score', { S: secret }), 'current.score: expected a number'],
    ['a map for text', withCurrent('grade', { M: { x: { S: secret } } }), 'current.grade: expected text'],
    ['text for a flag', withCurrent('hidden', { S: secret }), 'current.hidden: expected true or false'],
    ['a malformed id', withCurrent('grader_id', { S: secret }), 'current.grader_id: expected an id'],
    ['no event time', withCurrent('event_time', undefined), 'current.event_time: missing'],
    [
      'a time with an offset',
      { ...gradeItem(), event_time: { S: '2026-03-02T10:00:00.000+01:00' } },
      'event_time: expected an instant in UTC with milliseconds',
    ],
    ['text for a state', { ...gradeItem(), current: { S: secret } }, 'current: expected a map'],
    ['an unknown facet', { ...gradeItem(), facet: { S: 'rubric' } }, 'facet: unknown to this version'],
  ])('is refused, naming table, key and attribute: %s', (_, item, problem) => {
    const { message } = errorOf(item);
    expect(message).toContain('submissions, submission_id 21070000000000100, facet');
    expect(message).toMatch(new RegExp(`: ${problem}\\.$`));
    expect(message).not.toContain('Jane');
  });

  test('is refused without telling a key that is no id', () => {
    const { message } = errorOf({ ...gradeItem(), submission_id: { S: secret } });
    expect(message).toContain('submission_id (malformed)');
    expect(message).not.toContain('Jane');
  });
});
