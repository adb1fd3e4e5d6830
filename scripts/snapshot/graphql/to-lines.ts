import * as v from 'valibot';
import { RequiredInstantSchema } from '../../../lambdas/consume-live-events/domain/field-types.ts';
import { globalId } from '../../../lambdas/consume-live-events/domain/ids.ts';

/*
 * What Canvas answers, and the lines of the neutral form that it makes. Lines are checked when they are read,
 * so these schemas ask for no more than what must not be null.
 */

const entity = v.object({ legacyId: v.string() });
/** In UTC with milliseconds, so that text order is time order. */
const instant = v.unwrap(RequiredInstantSchema);
const text = v.nullable(v.string());
const number = v.nullable(v.number());
const boolean = v.nullable(v.boolean());

export const AssignmentSchema = v.object({
  legacyId: v.string(),
  assignment_name: text,
  points_possible: number,
  updated_at: instant,
});

export const SubmissionSchema = v.object({
  legacyId: v.string(),
  /** Null where the assignment is graded anonymously. */
  user: v.nullable(entity),
  excused: boolean,
  /** Whether the *token* may not see the grade, which is null then. */
  gradeHidden: v.literal(false),
  updated_at: instant,
  workflow_state: v.string(),
  grade: text,
  score: number,
  attempt: v.number(),
  submission_type: text,
  submitted_at: text,
  late: boolean,
  missing: boolean,
  graded_at: text,
  posted_at: text,
});

export const EnrollmentSchema = v.object({
  legacyId: v.string(),
  state: v.string(),
  updated_at: instant,
  user: entity,
  grades: v.object({
    current_score: number,
    final_score: number,
    unposted_current_score: number,
    unposted_final_score: number,
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

function gradeState(submission: Submission, { points_possible, assignment_name, updated_at }: Assignment) {
  const { grade, score, excused, workflow_state } = submission;
  const hasValue = grade !== null || score !== null;
  const isComplete = excused === true || (score !== null && workflow_state === 'graded');
  const withValue = isComplete ? 'graded' : 'needs_review';
  const withoutValue = isComplete ? 'excused' : 'ungraded';
  return {
    values: { grade, score, points_possible },
    details: {
      status: hasValue ? withValue : withoutValue,
      hidden: submission.posted_at === null,
      grading_complete: isComplete,
      assignment_name,
    },
    as_of: submission.updated_at > updated_at ? submission.updated_at : updated_at,
    only_existing: !(hasValue || excused === true || workflow_state === 'graded'),
  };
}

function submissionState(submission: Submission) {
  const { legacyId, user, excused, gradeHidden, updated_at, ...values } = submission;
  const { workflow_state, attempt, submitted_at, score, grade } = values;
  return {
    // Canvas answers 0 where it holds none.
    values: { ...values, attempt: attempt === 0 ? null : attempt },
    details: { updated_at },
    as_of: updated_at,
    only_existing:
      workflow_state === 'unsubmitted' && submitted_at === null && score === null && grade === null,
  };
}

/** Canvas answers no time of a score, so it is as old as its enrolment: surely not newer than itself. */
export function courseScoreLine({ user, updated_at, grades }: Enrollment, course: Course): object {
  return {
    table: 'course-scores',
    key: { course_id: globalId(course.id, course.shard), user_id: globalId(user.legacyId, course.shard) },
    identity: {},
    values: grades,
    details: {},
    as_of: updated_at,
    source: 'api',
    only_existing: Object.values(grades).every((value) => value === null),
  };
}
