import { globalId, type JsonId, shardOf } from './ids.ts';
import type { LiveEvent, LiveEventBody, LiveEventName, Metadata } from './live-events.ts';
import type { Observed, ObservedRow, WholeState } from './observed.ts';
import { commentFacet, type RowType } from './row-types.ts';

/** Every Canvas event says all that its row holds. */
type Snapshot<Type extends RowType> = ObservedRow<Type> & { readonly state: WholeState<Type> };

/** Which of the two texts that events carry are kept, as `body` of their rows. */
export type StoreText = { readonly comment: boolean; readonly submission: boolean };

/** What the metadata says for every id of the body. */
type Context = {
  readonly courseId: string | null;
  readonly rootAccountUuid: string | null;
  readonly storeText: StoreText;
  /** Lifts an id to global form. */
  readonly id: { (id: JsonId): string; (id: JsonId | null): string | null };
};

/**
 * Observes what an event in Canvas format says of its row.
 *
 * Absent old values mean "was empty": every grade event is a full snapshot of its own fields.
 */
export function observeLiveEvent(event: LiveEvent, storeText: StoreText): Observed {
  const context = contextOf(event.metadata, storeText);
  const observe = observers[event.name] as (body: LiveEvent['body'], context: Context) => ObservedRow;
  return { eventTime: event.metadata.event_time, ...observe(event.body, context) };
}

const observers: { [Name in LiveEventName]: (body: LiveEventBody<Name>, context: Context) => ObservedRow } = {
  grade_change: observeGradeChange,
  submission_created: observeSubmission,
  submission_updated: observeSubmission,
  plagiarism_resubmit: observeSubmission,
  submission_comment_created: observeComment,
  submission_custom_grade_status: observeSubmissionStatus,
  grade_override: observeOverride,
  final_grade_custom_status: observeFinalGradeStatus,
  course_grade_change: observeCourseGradeChange,
};

/** A local id belongs to the shard of the course it is used in, else to that of the root account. */
function contextOf(metadata: Metadata, storeText: StoreText): Context {
  const course = metadata.context_id ?? null;
  const shard =
    (course && shardOf(course)) || (metadata.root_account_id && shardOf(metadata.root_account_id)) || '';
  const id = (local: JsonId | null) => (local === null ? null : globalId(local, shard));
  return {
    courseId: id(course),
    rootAccountUuid: metadata.root_account_uuid,
    storeText,
    id: id as Context['id'],
  };
}

function observeGradeChange(
  body: LiveEventBody<'grade_change'>,
  context: Context,
): Snapshot<'submissions-grade'> {
  const { id } = context;
  return {
    type: 'submissions-grade',
    key: { submission_id: id(body.submission_id), facet: 'grade' },
    identity: {
      assignment_id: id(body.assignment_id),
      course_id: context.courseId,
      user_id: id(body.student_id ?? body.user_id),
      root_account_uuid: context.rootAccountUuid,
    },
    state: {
      grade: body.grade,
      score: body.score,
      points_possible: body.points_possible,
      status: gradeStatus(body),
      hidden: body.muted,
      grading_complete: body.grading_complete,
      grader_id: id(body.grader_id),
      assignment_name: body.assignment_name,
      student_sis_id: body.student_sis_id,
    },
    old: { grade: body.old_grade, score: body.old_score, points_possible: body.old_points_possible },
  };
}

/** Canvas sends no such field: excused is a grade that is complete without a value. */
function gradeStatus({
  grade,
  score,
  grading_complete: isComplete,
}: LiveEventBody<'grade_change'>): string | null {
  if (isComplete === null) return null;
  const hasValue = grade !== null || score !== null;
  if (hasValue) return isComplete ? 'graded' : 'needs_review';
  return isComplete ? 'excused' : 'ungraded';
}

function observeSubmission(
  body: LiveEventBody<'submission_created'>,
  context: Context,
): Snapshot<'submissions-submission'> {
  const { id } = context;
  return {
    type: 'submissions-submission',
    key: { submission_id: id(body.submission_id), facet: 'submission' },
    identity: {
      assignment_id: id(body.assignment_id),
      course_id: context.courseId,
      user_id: id(body.user_id),
      root_account_uuid: context.rootAccountUuid,
    },
    state: {
      workflow_state: body.workflow_state,
      attempt: body.attempt,
      submission_type: body.submission_type,
      submitted_at: body.submitted_at,
      late: body.late,
      missing: body.missing,
      grade: body.grade,
      score: body.score,
      graded_at: body.graded_at,
      posted_at: body.posted_at,
      updated_at: body.updated_at,
      body: textOf(body.body, context.storeText.submission),
    },
    old: null,
  };
}

/** The row has no `user_id`: the event's is the author, and the student is not in it. */
function observeComment(
  body: LiveEventBody<'submission_comment_created'>,
  context: Context,
): Snapshot<'submissions-comment'> {
  const { id } = context;
  return {
    type: 'submissions-comment',
    key: { submission_id: id(body.submission_id), facet: commentFacet(id(body.submission_comment_id)) },
    identity: { course_id: context.courseId, root_account_uuid: context.rootAccountUuid },
    state: {
      author_id: id(body.user_id),
      created_at: body.created_at,
      attachment_ids: body.attachment_ids?.map((attachment) => id(attachment)) ?? null,
      body: textOf(body.body, context.storeText.comment),
    },
    old: null,
  };
}

/** A text is not grade state: one of another type is not worth a rejection. */
function textOf(text: unknown, isStored: boolean): string | null | undefined {
  if (!isStored) return undefined;
  return typeof text === 'string' ? text : null;
}

function observeSubmissionStatus(
  body: LiveEventBody<'submission_custom_grade_status'>,
  context: Context,
): Snapshot<'submissions-custom_status'> {
  const { id } = context;
  return {
    type: 'submissions-custom_status',
    key: { submission_id: id(body.submission_id), facet: 'custom_status' },
    identity: {
      assignment_id: id(body.assignment_id),
      course_id: id(body.course_id),
      user_id: id(body.user_id),
      root_account_uuid: context.rootAccountUuid,
    },
    state: {
      status: body.submission_status,
      status_id: id(body.submission_status_id),
      updated_at: body.updated_at,
    },
    old: { status: body.old_submission_status, status_id: id(body.old_submission_status_id) },
  };
}

function observeOverride(
  body: LiveEventBody<'grade_override'>,
  context: Context,
): Snapshot<'scores-override'> {
  return {
    type: 'scores-override',
    key: { score_id: context.id(body.score_id), facet: 'override' },
    identity: identityOfScore(body, context),
    state: { override_score: body.override_score, updated_at: body.updated_at },
    old: { override_score: body.old_override_score },
  };
}

function observeFinalGradeStatus(
  body: LiveEventBody<'final_grade_custom_status'>,
  context: Context,
): Snapshot<'scores-custom_status'> {
  const { id } = context;
  return {
    type: 'scores-custom_status',
    key: { score_id: id(body.score_id), facet: 'custom_status' },
    identity: identityOfScore(body, context),
    state: {
      status: body.override_status,
      status_id: id(body.override_status_id),
      updated_at: body.updated_at,
    },
    old: { status: body.old_override_status, status_id: id(body.old_override_status_id) },
  };
}

function identityOfScore(
  body: LiveEventBody<'grade_override' | 'final_grade_custom_status'>,
  { id, rootAccountUuid }: Context,
): ObservedRow<'scores-override'>['identity'] {
  return {
    course_id: id(body.course_id),
    user_id: id(body.user_id),
    enrollment_id: id(body.enrollment_id),
    grading_period_id: id(body.grading_period_id),
    root_account_uuid: rootAccountUuid,
  };
}

function observeCourseGradeChange(
  body: LiveEventBody<'course_grade_change'>,
  context: Context,
): Snapshot<'course-scores'> {
  const { id } = context;
  return {
    type: 'course-scores',
    key: { course_id: id(body.course_id), user_id: id(body.user_id) },
    identity: { root_account_uuid: context.rootAccountUuid },
    state: {
      current_score: body.current_score,
      final_score: body.final_score,
      unposted_current_score: body.unposted_current_score,
      unposted_final_score: body.unposted_final_score,
      workflow_state: body.workflow_state,
      created_at: body.created_at,
      updated_at: body.updated_at,
    },
    old: {
      current_score: body.old_current_score,
      final_score: body.old_final_score,
      unposted_current_score: body.old_unposted_current_score,
      unposted_final_score: body.old_unposted_final_score,
    },
  };
}
