import * as v from 'valibot';
import { CaliperEnvelopeSchema } from './valibot-caliper.ts';
import {
  IdSchema,
  InstantSchema,
  OptionalBooleanSchema,
  OptionalIdSchema,
  OptionalInstantSchema,
  OptionalNumberSchema,
  OptionalTextSchema,
} from './valibot-fields.ts';

function metadataSchema<Name extends string>(...names: [Name, ...Name[]]) {
  return v.looseObject({
    event_name: v.picklist(names),
    event_time: InstantSchema,
    context_id: OptionalIdSchema,
    root_account_id: OptionalIdSchema,
    root_account_uuid: OptionalTextSchema,
  });
}

const GradeChangeSchema = v.looseObject({
  metadata: metadataSchema('grade_change'),
  body: v.pipe(
    v.looseObject({
      submission_id: IdSchema,
      assignment_id: IdSchema,
      assignment_name: OptionalTextSchema,
      student_id: OptionalIdSchema,
      user_id: OptionalIdSchema,
      student_sis_id: OptionalTextSchema,
      grader_id: OptionalIdSchema,
      grade: OptionalTextSchema,
      old_grade: OptionalTextSchema,
      score: OptionalNumberSchema,
      old_score: OptionalNumberSchema,
      points_possible: OptionalNumberSchema,
      old_points_possible: OptionalNumberSchema,
      grading_complete: OptionalBooleanSchema,
      muted: OptionalBooleanSchema,
    }),
    v.check((body) => (body.student_id ?? body.user_id ?? null) !== null),
  ),
});

const SubmissionSchema = v.looseObject({
  metadata: metadataSchema('submission_created', 'submission_updated', 'plagiarism_resubmit'),
  body: v.looseObject({
    submission_id: IdSchema,
    assignment_id: IdSchema,
    user_id: IdSchema,
    workflow_state: OptionalTextSchema,
    attempt: v.nullish(v.pipe(v.number(), v.safeInteger())),
    submission_type: OptionalTextSchema,
    submitted_at: OptionalInstantSchema,
    late: OptionalBooleanSchema,
    missing: OptionalBooleanSchema,
    grade: OptionalTextSchema,
    score: OptionalNumberSchema,
    graded_at: OptionalInstantSchema,
    posted_at: OptionalInstantSchema,
    updated_at: OptionalInstantSchema,
  }),
});

const CourseGradeChangeSchema = v.looseObject({
  metadata: metadataSchema('course_grade_change'),
  body: v.looseObject({
    user_id: IdSchema,
    course_id: IdSchema,
    workflow_state: OptionalTextSchema,
    created_at: OptionalInstantSchema,
    updated_at: OptionalInstantSchema,
    current_score: OptionalNumberSchema,
    old_current_score: OptionalNumberSchema,
    final_score: OptionalNumberSchema,
    old_final_score: OptionalNumberSchema,
    unposted_current_score: OptionalNumberSchema,
    old_unposted_current_score: OptionalNumberSchema,
    unposted_final_score: OptionalNumberSchema,
    old_unposted_final_score: OptionalNumberSchema,
  }),
});

const SubmissionCommentSchema = v.looseObject({
  metadata: metadataSchema('submission_comment_created'),
  body: v.looseObject({
    submission_comment_id: IdSchema,
    submission_id: IdSchema,
    user_id: IdSchema,
    created_at: OptionalInstantSchema,
    attachment_ids: v.nullish(v.array(IdSchema)),
  }),
});

/** Its published page names the event `grade_change`. */
const GradeOverrideSchema = v.looseObject({
  metadata: metadataSchema('grade_override', 'grade_change'),
  body: v.looseObject({
    score_id: IdSchema,
    enrollment_id: IdSchema,
    user_id: IdSchema,
    course_id: IdSchema,
    grading_period_id: OptionalIdSchema,
    updated_at: OptionalInstantSchema,
    override_score: OptionalNumberSchema,
    old_override_score: OptionalNumberSchema,
  }),
});

/**
 * The messages of the mix as valibot's documentation writes them, https://valibot.dev/api/union/.
 *
 * `variant` (https://valibot.dev/api/variant/) needs its key in the object itself, and the name of an
 * event is one level down, in `metadata`.
 */
export const MessageSchema = v.union([
  GradeChangeSchema,
  SubmissionSchema,
  CourseGradeChangeSchema,
  SubmissionCommentSchema,
  GradeOverrideSchema,
  CaliperEnvelopeSchema,
]);
