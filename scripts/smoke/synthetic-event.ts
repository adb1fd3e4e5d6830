import { facets } from '../../lambdas/consume-live-events/domain/facets.ts';
import type { PlainRow } from '../reader/plain-row.ts';

/** Marks whatever the smoke test sends, in every system. */
export const marker = 'canvas-grade-state-smoke-test';

/**
 * The last shard that 64-bit ids have room for. Canvas would need 922,335 others first, and a reader
 * that takes ids for 64-bit integers can still read the row.
 */
const shard = '922336';

const idOf = (local: number | string) => `${shard}${String(local).padStart(13, '0')}`;

/** The course of every synthetic event: what an earlier run left behind is found by it. */
export const syntheticCourseId = idOf(1);

const assignmentId = idOf(2);
const studentId = idOf(3);
const graderId = idOf(4);

/** Whatever else a grade's state holds is null: Canvas's format leaves nothing open. */
const unsaid = Object.fromEntries(
  Object.keys({ ...facets.grade.values, ...facets.grade.details }).map((name) => [name, null]),
);

/** A live event that no Canvas sent, and the row that it must make. */
export type SyntheticEvent = {
  readonly submissionId: string;
  readonly name: string;
  readonly time: string;
  readonly body: string;
  /** Attributes of its row, but for those that only the moment of writing knows. */
  readonly row: PlainRow;
};

/**
 * Makes the grade_change of a run. The submission id holds the time, so each run has a row of its own.
 *
 * @param rootAccount the root account uuid to claim; the row carries the marker in any case
 */
export function syntheticEvent(now: Date, rootAccount: string = marker): SyntheticEvent {
  const submissionId = idOf(now.getTime());
  const time = now.toISOString();
  const name = 'grade_change';
  const body = JSON.stringify({
    metadata: {
      event_name: name,
      event_time: time,
      producer: marker,
      context_type: 'Course',
      context_id: syntheticCourseId,
      root_account_id: idOf(5),
      root_account_uuid: rootAccount,
      root_account_lti_guid: marker,
    },
    body: {
      submission_id: submissionId,
      assignment_id: assignmentId,
      assignment_name: marker,
      student_id: studentId,
      user_id: studentId,
      student_sis_id: marker,
      grader_id: graderId,
      grade: 'B+',
      old_grade: 'C',
      score: 87.25,
      old_score: 64.5,
      points_possible: 100,
      old_points_possible: 100,
      grading_complete: true,
      muted: true,
    },
  });
  const row = {
    submission_id: submissionId,
    facet: 'grade',
    assignment_id: assignmentId,
    course_id: syntheticCourseId,
    user_id: studentId,
    root_account_uuid: rootAccount,
    current: {
      ...unsaid,
      grade: 'B+',
      score: 87.25,
      points_possible: 100,
      status: 'graded',
      hidden: true,
      grading_complete: true,
      grader_id: graderId,
      assignment_name: marker,
      student_sis_id: marker,
      event_time: time,
    },
    previous: { grade: 'C', score: 64.5, points_possible: 100, event_time: time, source: 'reported' },
    event_name: name,
    event_time: time,
  };
  return { submissionId, name, time, body, row };
}

/** Tells when the event of a synthetic submission was made. */
export function madeAt(submissionId: string): Date {
  return new Date(Number(submissionId.slice(shard.length)));
}
