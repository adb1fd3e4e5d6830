import { describe, expect, test } from '@jest/globals';
import { type Filter, matches } from '../../../scripts/grades/filter.ts';
import { readRow } from '../../../scripts/reader/read-row.ts';
import { fixture } from '../../support/fixtures.ts';
import { itemOf } from '../../support/items.ts';
import { gradeChange, rowOf, submissionUpdated } from '../../support/messages.ts';

function isMatch(filter: Filter, event: string | object): boolean {
  const row = rowOf(event);
  return matches(filter)(readRow(row.table, itemOf(row)));
}

const excused = { grade: null, score: null, grading_complete: true };

type Fields = Parameters<typeof gradeChange>[0];

describe('a filter', () => {
  test.each<[string, Filter, Fields, boolean]>([
    ['nothing', {}, {}, true],
    ['a status', { status: 'excused' }, excused, true],
    ['another status', { status: 'excused' }, { ...excused, grading_complete: false }, false],
    ['what is hidden', { isHidden: true }, { muted: true }, true],
    ['what is hidden', { isHidden: true }, { muted: false }, false],
    ['what is hidden, which is not said,', { isHidden: true }, { muted: null }, false],
    ['a grader', { grader: '21070000000000987' }, { grader_id: '21070000000000987' }, true],
    ['a grader', { grader: '21070000000000987' }, { grader_id: null }, false],
    ['an assignment', { assignment: '21070000000000355' }, { assignment_id: '21070000000000355' }, true],
    ['an assignment', { assignment: '21070000000000355' }, { assignment_id: '21070000000000356' }, false],
    ['both', { status: 'excused', isHidden: true }, { ...excused, muted: false }, false],
  ])('for %s (%j) of %j: %s', (_, filter, body, expected) => {
    expect(isMatch(filter, gradeChange(body))).toBe(expected);
  });

  test('for grades leaves out other rows, and one for an assignment does not', () => {
    const event = submissionUpdated({ assignment_id: '21070000000000355' });
    expect(isMatch({ grader: '21070000000000987' }, event)).toBe(false);
    expect(isMatch({ assignment: '21070000000000355' }, event)).toBe(true);
  });

  test('does not match a Caliper grade that says nothing of it', () => {
    const { text } = fixture('grade_change.caliper-published');
    expect(isMatch({ status: 'graded' }, text)).toBe(false);
    expect(isMatch({ isHidden: false }, text)).toBe(false);
  });
});

describe('down by more than 10 %', () => {
  const points = (points_possible: number | null, old_points_possible = points_possible) => ({
    points_possible,
    old_points_possible,
  });

  test.each<[string, Fields, boolean]>([
    ['8 to 6.9 of 10', { old_score: 8, score: 6.9, ...points(10) }, true],
    ['8 to 7 of 10', { old_score: 8, score: 7, ...points(10) }, false],
    ['7 to 8 of 10', { old_score: 7, score: 8, ...points(10) }, false],
    ['50 of 100 to 5 of 10', { old_score: 50, score: 5, ...points(10, 100) }, false],
    ['5 of 10 to 30 of 100', { old_score: 5, score: 30, ...points(100, 10) }, true],
    ['3 to 2 without points', { old_score: 3, score: 2, ...points(null) }, true],
    ['30 to 28 of 0', { old_score: 30, score: 28, ...points(0) }, false],
    ['0 to -1 without points', { old_score: 0, score: -1, ...points(null) }, false],
    ['5 to no score', { old_score: 5, ...excused, ...points(10) }, false],
    ['no score to 5', { old_score: null, old_grade: null, score: 5, ...points(10) }, false],
  ])('is %s: %j %s', (_, body, expected) => {
    expect(isMatch({ droppedBy: 10 }, gradeChange(body))).toBe(expected);
  });
});
