import { describe, expect, test } from '@jest/globals';
import { describeRow, partsOf, withRemarks } from '../../../scripts/reader/describe-row.ts';
import { type PlainRow, toPlain } from '../../../scripts/reader/plain-row.ts';
import { fixture } from '../../support/fixtures.ts';
import { itemOf } from '../../support/items.ts';
import { gradeChange, rowOf } from '../../support/messages.ts';

function read(event: string | object): PlainRow {
  return toPlain({ M: itemOf(rowOf(event)) }) as PlainRow;
}

const published = (name: string) => read(fixture(`${name}.published`).text);

test('a grade is told now and before, and what there is to remark stands apart', () => {
  expect(describeRow('submissions', published('grade_change'))).toEqual({
    subject: { kind: 'submission', id: '21070000000011086' },
    facet: 'grade',
    student: '21070000000000048',
    now: '"5" 5 of 1',
    before: '"4" 4 of 1',
    status: 'graded',
    source: 'reported',
    hidden: false,
    by: '21070000000000987',
    at: '2019-11-01T19:11:05.222Z',
  });
});

describe('parts', () => {
  test('of a comment name its author, and no student', () => {
    const { by, student } = partsOf('submissions', published('submission_comment_created'));

    expect([by, student]).toEqual(['21070000000012345', undefined]);
  });

  test('of a course score name course and student', () => {
    expect(partsOf('course-scores', published('course_grade_change'))).toMatchObject({
      subject: { kind: 'course', id: '21070000000000002' },
      student: '21070000000000002',
    });
  });

  test.each([
    ['automatic', { grader_id: null }, { by: null }],
    ['hidden', { muted: true }, { hidden: true }],
  ])('of a grade say that it is %s', (_, body, expected) => {
    expect(partsOf('submissions', read(gradeChange(body)))).toMatchObject(expected);
  });

  test('leave out what the event does not say', () => {
    const parts = partsOf('submissions', read(fixture('grade_change.caliper-published').text));

    expect(Object.keys(parts)).not.toContain('hidden');
  });
});

test.each<[string, readonly (string | undefined)[], string]>([
  ['none', [], 'words'],
  ['one that is not known', [undefined], 'words'],
  ['two', ['graded', undefined, 'hidden'], 'words (graded, hidden)'],
  ['one that is more than a word', ['a;b'], 'words ("a;b")'],
])('remarks stand in brackets: %s', (_, remarks, expected) => {
  expect(withRemarks('words', ...remarks)).toBe(expected);
});
