import { describe, expect, test } from '@jest/globals';
import { rowTypeNames } from '../../../lambdas/consume-live-events/domain/row-types.ts';
import { toItem } from '../../../lambdas/consume-live-events/row-item.ts';
import { flatten, typeOf } from '../../../scripts/flat-files/flatten.ts';
import { columns } from '../../../scripts/reader/columns.ts';
import { gradeChange, rowOf } from '../../support/messages.ts';
import { expectedRow } from '../export/read-back.ts';
import { fixtureRows, type Stored, trickyRows } from '../export/tables.ts';

const write = {
  seenRevision: 6,
  revision: 7,
  writtenAt: new Date('2026-03-03T01:02:03.004Z'),
  retentionDays: 30,
};
const stored: Pick<Stored, 'row' | 'item'>[] = [...fixtureRows(), ...trickyRows()].map((row) => ({
  row,
  item: toItem(row, write),
}));

test.each(stored.map((each) => [Object.values(each.row.key).join(' '), each] as const))(
  'the row %s keeps every value, detail and identity attribute',
  (_, each) => {
    const type = typeOf(each.row.table, each.item);
    const flat = flatten(type, each.item);

    const comparable = Object.entries(flat).map(([name, value]) => {
      const isInstant = columns[type].some((column) => column.name === name && column.type === 'instant');
      return [name, isInstant && value !== null ? Date.parse(String(value)) : value];
    });
    expect(Object.fromEntries(comparable)).toEqual(expectedRow(type, each));
    expect(Object.keys(flat)).toEqual(columns[type].map(({ name }) => name));
    const { current, previous, identity } = each.row;
    const attributes = [
      ...Object.keys(identity),
      ...Object.keys(current.state).map((name) => `current_${name}`),
      ...Object.keys(previous?.state ?? {}).map((name) => `previous_${name}`),
    ];
    expect(Object.keys(flat)).toEqual(expect.arrayContaining(attributes));
  },
);

test('the fixtures have rows of every type', () => {
  const types = new Set(stored.map(({ row, item }) => typeOf(row.table, item)));
  expect(types).toEqual(new Set(rowTypeNames));
});

test('columns of grades come in this order, which readers of CSV files count on', () => {
  const expected = `submission_id facet assignment_id course_id user_id root_account_uuid
    current_grade current_score current_points_possible current_status current_hidden current_grading_complete
    current_grader_id current_assignment_name current_student_sis_id
    previous_grade previous_score previous_points_possible previous_event_time previous_source
    event_name event_time revision written_at expires_at`;
  const published = expected.split(/\s+/);
  const names = columns['submissions-grade'].map(({ name }) => name);
  expect(names.filter((name) => published.includes(name))).toEqual(published);
});

describe('a row that this version does not understand stops the export', () => {
  const item = toItem(rowOf(gradeChange()), write);

  test('when its facet is unknown', () => {
    expect(() => typeOf('submissions', { ...item, facet: { S: 'rubric' } })).toThrow(/does not know/);
    expect(() => typeOf('scores', { ...item, facet: { S: 'grade' } })).toThrow(/does not know/);
  });

  test.each([
    ['a score that is text', 'score', { S: 'ninety' }],
    ['a grade that is a number', 'grade', { N: '90' }],
    ['a flag that is text', 'hidden', { S: 'true' }],
  ])('when it has %s, which is named and not shown', (_, name, attribute) => {
    const wrong = { ...item, current: { M: { ...item['current']?.M, [name]: attribute } } };
    expect(() => flatten('submissions-grade', wrong)).toThrow(
      `A row of submissions has a current.${name} that is no`,
    );
    expect(() => flatten('submissions-grade', wrong)).not.toThrow(/ninety|90/);
  });

  test('when a whole number has a fraction', () => {
    expect(() => flatten('submissions-grade', { ...item, revision: { N: '1.5' } })).toThrow(
      /revision that is no integer/,
    );
  });
});
