import { expect, test } from '@jest/globals';
import { describeDisagreement } from '../../../scripts/grades/describe-disagreement.ts';
import { readRow } from '../../../scripts/reader/read-row.ts';
import { itemOf } from '../../support/items.ts';
import { gradeChange, rowOf, submissionUpdated } from '../../support/messages.ts';

const read = (event: object) => {
  const row = rowOf(event);
  return readRow(row.table, itemOf(row));
};

type Told = { readonly grade: string | null; readonly score: number | null };

/** The grade and the submission of one id, at ten o'clock and at a minute of that hour. */
function pair(id: number, grade: Told, submission: Told, minute = '00') {
  const submission_id = `2107000000000${1000 + id}`;
  return [
    read(gradeChange({ submission_id, ...grade }, { event_time: '2026-03-02T10:00:00.000Z' })),
    read(
      submissionUpdated({ submission_id, ...submission }, { event_time: `2026-03-02T10:${minute}:00.000Z` }),
    ),
  ];
}

const five = { grade: '5', score: 5 };
const four = { grade: '4', score: 4 };
const none = { grade: null, score: null };

test.each([
  ['both hold the same', pair(1, five, five)],
  ['the submission is from before it was graded', pair(1, five, none)],
  ['only one is there', pair(1, five, four).slice(1)],
  ['they are of two submissions', [...pair(1, five, five).slice(0, 1), ...pair(2, five, four).slice(1)]],
])('nothing disagrees where %s', (_, rows) => {
  expect(describeDisagreement(rows)).toBeUndefined();
});

test.each([
  [
    'another grade',
    pair(1, five, four),
    'Submission 21070000000001001 has one grade in the facet grade and another in submission. The facet grade counts.',
  ],
  [
    'a grade where the student is excused',
    pair(1, none, four),
    'Submission 21070000000001001 has one grade in the facet grade and another in submission. The facet grade counts.',
  ],
  [
    'another grade of a later event',
    pair(1, five, four, '01'),
    'Submission 21070000000001001 has one grade in the facet grade and another in submission. The facet grade counts. But the other is newer: a grade_change may be missing. npm run reconcile tells.',
  ],
  [
    'several other grades, one of a later event',
    [...pair(1, five, four, '01'), ...pair(2, five, four)],
    '2 submissions have one grade in the facet grade and another in submission. The facet grade counts. Of 1 the other is newer: a grade_change may be missing. npm run reconcile tells.',
  ],
])('one line says which counts beside %s', (_, rows, line) => {
  expect(describeDisagreement(rows)).toBe(line);
});
