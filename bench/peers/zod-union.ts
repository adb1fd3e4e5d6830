import * as z from 'zod';
import { CaliperEnvelopeSchema } from './zod-caliper.ts';
import {
  IdSchema,
  InstantSchema,
  OptionalBooleanSchema,
  OptionalIdSchema,
  OptionalInstantSchema,
  OptionalNumberSchema,
  OptionalTextSchema,
} from './zod-fields.ts';

function metadataSchema<Name extends string>(...names: [Name, ...Name[]]) {
  return z.looseObject({
    event_name: z.literal(names),
    event_time: InstantSchema,
    context_id: OptionalIdSchema,
    root_account_id: OptionalIdSchema,
    root_account_uuid: OptionalTextSchema,
  });
}

const GradeChangeSchema = z.looseObject({
  metadata: metadataSchema('grade_change'),
  body: z
    .looseObject({
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
    })
    .refine((body) => Boolean(body.student_id || body.user_id)),
});

const SubmissionSchema = z.looseObject({
  metadata: metadataSchema('submission_created', 'submission_updated', 'plagiarism_resubmit'),
  body: z.looseObject({
    submission_id: IdSchema,
    assignment_id: IdSchema,
    user_id: IdSchema,
    workflow_state: OptionalTextSchema,
    attempt: z.int().nullish(),
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

const CourseGradeChangeSchema = z.looseObject({
  metadata: metadataSchema('course_grade_change'),
  body: z.looseObject({
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

const SubmissionCommentSchema = z.looseObject({
  metadata: metadataSchema('submission_comment_created'),
  body: z.looseObject({
    submission_comment_id: IdSchema,
    submission_id: IdSchema,
    user_id: IdSchema,
    created_at: OptionalInstantSchema,
    attachment_ids: z.union([z.array(IdSchema), z.literal('')]).nullish(),
  }),
});

/** Its published page names the event `grade_change`. */
const GradeOverrideSchema = z.looseObject({
  metadata: metadataSchema('grade_override', 'grade_change'),
  body: z.looseObject({
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
 * The messages of the mix as zod's documentation writes them, https://zod.dev/api#unions.
 *
 * `z.discriminatedUnion` (https://zod.dev/api#discriminated-unions) needs its key in the object itself,
 * and the name of an event is one level down, in `metadata`.
 */
export const MessageSchema = z.union([
  GradeChangeSchema,
  SubmissionSchema,
  CourseGradeChangeSchema,
  SubmissionCommentSchema,
  GradeOverrideSchema,
  CaliperEnvelopeSchema,
]);
