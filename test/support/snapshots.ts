import type { State } from '../../lambdas/consume-live-events/domain/facets.ts';
import type { Snapshot } from '../../lambdas/consume-live-events/domain/snapshot.ts';

const submission = '21070000000000100';
const identity = {
  assignment_id: '21070000000000200',
  course_id: '21070000000000565',
  user_id: '21070000000000300',
};

/** What a snapshot says of the submission that `gradeChange` is about; a test states only what it is about. */
export function gradeSnapshot(fields: Partial<Snapshot> = {}, values: State = {}): Snapshot {
  return {
    table: 'submissions',
    key: { submission_id: submission, facet: 'grade' },
    facet: 'grade',
    identity,
    values: { grade: '5', score: 5, points_possible: 10, ...values },
    details: { status: 'graded', hidden: false, grading_complete: true },
    asOf: '2026-03-02T09:59:59.500Z',
    source: 'canvas_data_2',
    onlyExisting: false,
    ...fields,
  };
}

/** The same of the one that `submissionUpdated` is about. */
export function submissionSnapshot(values: State = {}): Snapshot {
  return gradeSnapshot({
    key: { submission_id: submission, facet: 'submission' },
    facet: 'submission',
    values: {
      workflow_state: 'submitted',
      attempt: null,
      submission_type: null,
      submitted_at: null,
      late: null,
      missing: null,
      grade: null,
      score: null,
      graded_at: null,
      posted_at: null,
      ...values,
    },
    details: { updated_at: '2026-03-02T09:59:59.500Z' },
  });
}
