import * as v from 'valibot';
import { globalId } from '../../../lambdas/consume-live-events/domain/ids.ts';
import { parseInstant } from '../../../lambdas/consume-live-events/domain/instants.ts';

/*
 * What Canvas answers, and the lines of the neutral form that it makes. Lines are checked when they are read,
 * so these schemas ask for no more than what must not be null.
 */

const entity = v.object({ legacyId: v.string() });

export const AssignmentSchema = v.object({
  legacyId: v.string(),
  name: v.nullable(v.string()),
  pointsPossible: v.nullable(v.number()),
  updatedAt: v.string(),
});

export const SubmissionSchema = v.object({
  legacyId: v.string(),
  /** Null where the assignment is graded anonymously. */
  user: v.nullable(entity),
  state: v.string(),
  grade: v.nullable(v.string()),
  score: v.nullable(v.number()),
  excused: v.nullable(v.boolean()),
  /** Whether the *token* may not see the grade, which is null then. */
  gradeHidden: v.literal(false),
  postedAt: v.nullable(v.string()),
  updatedAt: v.string(),
  attempt: v.number(),
  submissionType: v.nullable(v.string()),
  submittedAt: v.nullable(v.string()),
  gradedAt: v.nullable(v.string()),
  late: v.nullable(v.boolean()),
  missing: v.nullable(v.boolean()),
});

const score = v.nullable(v.number());

export const EnrollmentSchema = v.object({
  legacyId: v.string(),
  state: v.string(),
  updatedAt: v.string(),
  user: entity,
  grades: v.object({
    currentScore: score,
    finalScore: score,
    unpostedCurrentScore: score,
    unpostedFinalScore: score,
  }),
});

export type Assignment = v.InferOutput<typeof AssignmentSchema>;
export type Submission = v.InferOutput<typeof SubmissionSchema>;
export type Enrollment = v.InferOutput<typeof EnrollmentSchema>;

/** The course that all of it is in; `id` and the ids of Canvas's answers may be local. */
export type Course = { readonly id: string; readonly shard: string };

export type ApiFacet = 'grade' | 'submission' | 'course_score';

/** Makes a submission's line; the student must be known. */
export function submissionLine(
  facet: Exclude<ApiFacet, 'course_score'>,
  submission: Submission,
  assignment: Assignment,
  course: Course,
): object {
  const id = (local: string) => globalId(local, course.shard);
  const state = facet === 'grade' ? gradeState(submission, assignment) : submissionState(submission);
  return {
    table: 'submissions',
    key: { submission_id: id(submission.legacyId), facet },
    identity: {
      assignment_id: id(assignment.legacyId),
      course_id: id(course.id),
      user_id: submission.user && id(submission.user.legacyId),
    },
    ...state,
    source: 'api',
  };
}

function gradeState(submission: Submission, assignment: Assignment) {
  const { grade, score: points, excused, state } = submission;
  const hasValue = grade !== null || points !== null;
  const isComplete = excused === true || (points !== null && state === 'graded');
  const withValue = isComplete ? 'graded' : 'needs_review';
  const withoutValue = isComplete ? 'excused' : 'ungraded';
  return {
    values: { grade, score: points, points_possible: assignment.pointsPossible },
    details: {
      status: hasValue ? withValue : withoutValue,
      hidden: submission.postedAt === null,
      grading_complete: isComplete,
      assignment_name: assignment.name,
    },
    as_of: later(submission.updatedAt, assignment.updatedAt),
    only_existing: !(hasValue || excused === true || state === 'graded'),
  };
}

function submissionState(submission: Submission) {
  return {
    values: {
      workflow_state: submission.state,
      // Canvas answers 0 where it holds none.
      attempt: submission.attempt === 0 ? null : submission.attempt,
      submission_type: submission.submissionType,
      submitted_at: submission.submittedAt,
      late: submission.late,
      missing: submission.missing,
      grade: submission.grade,
      score: submission.score,
      graded_at: submission.gradedAt,
      posted_at: submission.postedAt,
    },
    details: { updated_at: submission.updatedAt },
    as_of: submission.updatedAt,
    only_existing:
      submission.state === 'unsubmitted' &&
      submission.submittedAt === null &&
      submission.score === null &&
      submission.grade === null,
  };
}

/** Canvas answers no time of a score, so it is as old as its enrolment: surely not newer than itself. */
export function courseScoreLine({ user, updatedAt, grades }: Enrollment, course: Course): object {
  const values = {
    current_score: grades.currentScore,
    final_score: grades.finalScore,
    unposted_current_score: grades.unpostedCurrentScore,
    unposted_final_score: grades.unpostedFinalScore,
  };
  return {
    table: 'course-scores',
    key: { course_id: globalId(course.id, course.shard), user_id: globalId(user.legacyId, course.shard) },
    identity: {},
    values,
    details: {},
    as_of: updatedAt,
    source: 'api',
    only_existing: Object.values(values).every((value) => value === null),
  };
}

/** One that is no instant stays, and the line is refused. */
function later(a: string, b: string): string {
  const [first, second] = [parseInstant(a), parseInstant(b)];
  if (first === undefined) return a;
  if (second === undefined) return b;
  return first > second ? first : second;
}
