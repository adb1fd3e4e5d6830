import { expect, test } from '@jest/globals';
import type { TableName } from '../../../lambdas/consume-live-events/domain/tables.ts';
import { describeChange } from '../../../scripts/page/describe-change.ts';

const state = (table: TableName, facet: string | undefined, current: object) =>
  describeChange(table, { submission_id: '1', score_id: '1', facet, current, previous: null });

test.each([
  ['a grade', state('submissions', 'grade', { score: 4, points_possible: 5 }), 80],
  ['a grade above its points', state('submissions', 'grade', { score: 6, points_possible: 5 }), 120],
  ['a grade of no points', state('submissions', 'grade', { score: 4, points_possible: 0 }), undefined],
  [
    'a grade of unknown points',
    state('submissions', 'grade', { score: 4, points_possible: null }),
    undefined,
  ],
  ['no grade', state('submissions', 'grade', { score: null, points_possible: 5 }), undefined],
  ['an override', state('scores', 'override', { override_score: 90 }), 90],
  ['a course score', state('course-scores', undefined, { current_score: 17.31 }), 17.31],
  ['a submission', state('submissions', 'submission', { score: 4 }), undefined],
])('%s is of so many percent', (_, { percent }, expected) => {
  expect(percent).toBe(expected);
});
