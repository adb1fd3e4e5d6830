import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sizeOf } from '../../../bench/stub/item-size.ts';
import { facets, type State } from '../../../lambdas/consume-live-events/domain/facets.ts';
import { fold, join } from '../../../lambdas/consume-live-events/domain/merge.ts';
import {
  fromItem,
  rowId,
  toItem,
  type Write,
  writeStatement,
} from '../../../lambdas/consume-live-events/row-item.ts';
import { deltas } from '../../support/event-arbitraries.ts';
import { fixture, liveEventFixtures } from '../../support/fixtures.ts';
import { deltaOf, gradeChange, readGood, rowOf, submissionUpdated } from '../../support/messages.ts';

const write: Write = {
  seenRevision: undefined,
  revision: 1,
  writtenAt: new Date('2026-03-02T10:00:01.500Z'),
  retentionDays: undefined,
};

describe('the item of the published grade_change', () => {
  const row = rowOf(fixture('grade_change.published').text);
  const fields = Object.keys({ ...facets.grade.values, ...facets.grade.details });

  test('has the attributes of the data dictionary', () => {
    expect(toItem(row, write)).toEqual({
      submission_id: { S: '21070000000011086' },
      facet: { S: 'grade' },
      assignment_id: { S: '21070000000000355' },
      course_id: { S: '21070000000000565' },
      user_id: { S: '21070000000000048' },
      root_account_uuid: { S: 'VicYj3cu5BIFpoZhDVU4DZumnlBrWi1grgJEzADs' },
      current: {
        M: {
          // Whatever else a grade has, this page does not say.
          ...Object.fromEntries(fields.map((name) => [name, { NULL: true }])),
          grade: { S: '5' },
          score: { N: '5' },
          points_possible: { N: '1' },
          status: { S: 'graded' },
          hidden: { BOOL: false },
          grading_complete: { BOOL: true },
          grader_id: { S: '21070000000000987' },
          assignment_name: { NULL: true },
          student_sis_id: { S: 'ABC.123' },
          event_time: { S: '2019-11-01T19:11:05.222Z' },
        },
      },
      previous: {
        M: {
          grade: { S: '4' },
          score: { N: '4' },
          points_possible: { N: '1' },
          event_time: { S: '2019-11-01T19:11:05.222Z' },
          source: { S: 'reported' },
        },
      },
      event_name: { S: 'grade_change' },
      event_time: { S: '2019-11-01T19:11:05.222Z' },
      current_order: { S: row.current.order },
      previous_order: { S: row.previous?.order },
      revision: { N: '1' },
      written_at: { S: '2026-03-02T10:00:01.500Z' },
    });
  });

  test('costs one write unit: it is under 1 KB', () => {
    const item = Buffer.byteLength(JSON.stringify(toItem(row, write)));
    expect(item).toBeGreaterThan(500);
    const attributes = JSON.stringify(toItem(row, write))
      .replace(/\{"(S|N|BOOL|NULL|M)":/g, '')
      .replace(/[{}":,]/g, '');
    expect(Buffer.byteLength(attributes)).toBeLessThan(1024);
  });
});

describe('an item', () => {
  test('of a facet that only a later version knows is no row of this one', () => {
    const item = { ...toItem(rowOf(gradeChange()), write), facet: { S: 'rubric' } };
    expect(() => fromItem('submissions', item)).toThrow('facet: unknown to this version');
  });

  const rowsOf = (text: string) => readGood(text).deltas.map(({ row }) => row);

  test.each(liveEventFixtures)('of $name gives its row back', ({ text }) => {
    for (const row of rowsOf(text)) expect(fromItem(row.table, toItem(row, write)).row).toEqual(row);
    expect(rowsOf(text).length).toBe(readGood(text).deltas.length);
  });

  test('always gives its row back, so that a stored row joins like the one that was written', () => {
    fc.assert(
      fc.property(deltas, deltas, deltas, (a, b, c) => {
        const rows = [a, b, c].filter(({ row }) => rowId(row) === rowId(a.row)).map(({ row }) => row);
        const row = rows.reduce((x, y) => join(x, y));
        expect(fromItem(row.table, toItem(row, { ...write, revision: 7 }))).toEqual({ row, revision: 7 });
      }),
      { numRuns: 1000 },
    );
  });

  test('says of a previous state whether Canvas reported it or we saw it', () => {
    const seen = fold(undefined, [
      deltaOf(gradeChange({ score: 4, grade: '4' }, { event_time: '2026-03-02T09:00:00.000Z' })),
      deltaOf(gradeChange({ old_score: 5, old_grade: '5', old_points_possible: 10 })),
    ]).row;
    expect(toItem(seen, write)['previous']?.M?.['source']).toEqual({ S: 'observed' });
    expect(toItem(rowOf(gradeChange({ old_score: 1 })), write)['previous']?.M?.['source']).toEqual({
      S: 'reported',
    });
  });

  test('has a null previous and no previous_order when nothing different is known', () => {
    const item = toItem(rowOf(fixture('submission_updated.published').text), write);
    expect(item['previous']).toEqual({ NULL: true });
    expect(item).not.toHaveProperty('previous_order');
  });

  test('leaves out identity that is not known, since an index key must not be null', () => {
    const item = toItem(rowOf(gradeChange({}, { context_type: 'Account', root_account_uuid: null })), write);
    expect(item).not.toHaveProperty('course_id');
    expect(item).not.toHaveProperty('root_account_uuid');
  });

  test('remembers the order of identity that an older event carried', () => {
    const older = rowOf(gradeChange({}, { event_time: '2026-03-02T09:00:00.000Z' }));
    const newer = rowOf(gradeChange({}, { context_type: 'Account' }));
    expect(toItem(newer, write)).not.toHaveProperty('identity_orders');
    expect(toItem(join(newer, older), write)['identity_orders']).toEqual({
      M: { course_id: { S: older.current.order } },
    });
  });

  test('expires only where a retention is configured, counted from its newest event', () => {
    const row = rowOf(gradeChange());
    const older = rowOf(gradeChange({}, { event_time: '2026-03-01T09:00:00.000Z' }));
    const expiry = { N: String(Date.parse('2026-04-01T10:00:00Z') / 1000) };
    expect(toItem(row, write)).not.toHaveProperty('expires_at');
    expect(toItem(row, { ...write, retentionDays: 30 })['expires_at']).toEqual(expiry);
    expect(toItem(join(older, row), { ...write, retentionDays: 30 })['expires_at']).toEqual(expiry);
  });

  test.each([0, -12.5, 1e21, 9.9e125, 1e-130, 0.1 + 0.2])('keeps the number %p', (score) => {
    const row = rowOf(gradeChange({ score }));
    expect(fromItem(row.table, toItem(row, write)).row.current.state['score']).toBe(score);
  });
});

describe('the largest row that is not rejected', () => {
  test('fits into the 400 KB of an item', () => {
    const text = '\u20ac'.repeat(43_000);
    const at = (hour: number) => ({ event_time: `2026-03-02T0${hour}:00:00.000Z` });
    const first = rowOf(submissionUpdated({}, { root_account_uuid: text, ...at(1) }));
    const second = rowOf(submissionUpdated({ grade: text }, { root_account_uuid: null, ...at(2) }));
    const third = rowOf(submissionUpdated({ grade: `${text}x` }, { root_account_uuid: null, ...at(3) }));
    const size = sizeOf(toItem([first, second, third].reduce(join), { ...write, retentionDays: 400 }));
    expect(size).toBeGreaterThan(3 * 129_000);
    expect(size).toBeLessThan(400 * 1024);
  });

  test('is measured well: a state is never more bytes in DynamoDB than in JSON', () => {
    const text = fc.string({ unit: 'binary' }).map((each) => each.toWellFormed());
    const number = fc
      .oneof(fc.integer(), fc.double({ noNaN: true, min: -9e125, max: 9e125 }))
      .map((each) => (Math.abs(each) < 1e-130 ? 0 : each));
    const value = fc.oneof(text, number, fc.boolean(), fc.constant(null), fc.array(text));
    const states = fc.dictionary(fc.string({ minLength: 1 }), value, { minKeys: 1 });
    const row = rowOf(gradeChange());
    const sizeWith = (state: State) =>
      sizeOf(toItem({ ...row, current: { ...row.current, state } }, write)) - sizeOf(toItem(row, write));
    fc.assert(
      fc.property(states, (state) => {
        const size = sizeWith({ ...state, event_time: '' }) - sizeWith({ event_time: '' });
        expect(size).toBeLessThanOrEqual(Buffer.byteLength(JSON.stringify(state)));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a conditional write', () => {
  const row = rowOf(gradeChange());
  const names = Object.keys(toItem(row, write));

  test('of a row not held before inserts it, which is refused when there is one now', () => {
    const { Statement, Parameters } = writeStatement(row, 'table', write);
    expect(Statement).toBe(`INSERT INTO "table" VALUE {${names.map((name) => `'${name}': ?`).join(', ')}}`);
    expect(Parameters).toEqual(Object.values(toItem(row, write)));
  });

  test('of a row held before updates it where it still is at that revision', () => {
    const seen = { ...write, seenRevision: 7, revision: 8 };
    const { Statement, Parameters } = writeStatement(row, 'table', seen);
    const { submission_id, facet, ...values } = toItem(row, seen);
    expect(Statement).toBe(
      [
        'UPDATE "table"',
        ...Object.keys(values).map((name) => `SET "${name}" = ?`),
        'REMOVE "identity_orders" REMOVE "expires_at"',
        'WHERE "submission_id" = ? AND "facet" = ? AND "revision" = ?',
      ].join(' '),
    );
    expect(Parameters).toEqual([...Object.values(values), submission_id, facet, { N: '7' }]);
    expect(values['revision']).toEqual({ N: '8' });
  });

  test('sets what may pass where the row has it', () => {
    const { Statement } = writeStatement(row, 'table', { ...write, seenRevision: 7, retentionDays: 30 });
    expect(Statement).toContain('SET "expires_at" = ? REMOVE "identity_orders" WHERE');
  });

  test('holds no value in its text', () => {
    const { Statement } = writeStatement(rowOf(gradeChange({ grade: 'B+ secret' })), 'table', write);
    expect(Statement).not.toContain('secret');
  });
});
