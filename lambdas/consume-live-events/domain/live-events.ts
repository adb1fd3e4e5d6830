import * as v from 'valibot';
import {
  OptionalBooleanSchema,
  OptionalCountSchema,
  OptionalIdSchema,
  OptionalIdsSchema,
  OptionalInstantSchema,
  OptionalNameSchema,
  OptionalNumberSchema,
  OptionalTextSchema,
  RequiredIdSchema,
  RequiredInstantSchema,
} from './field-types.ts';

/*
 * Live events in Canvas format: https://developerdocs.instructure.com/services/canvas/data-services/live-events
 *
 * A schema holds the fields that are read, and no more: what is not read can neither reject an event
 * nor reach a log. `unread` lists the other fields that are known to be sent; a field in neither list
 * is schema drift.
 */

const MESSAGE = 'expected an object';

const metadataFields = {
  event_time: RequiredInstantSchema,
  root_account_id: OptionalIdSchema,
  root_account_uuid: OptionalNameSchema,
};

/** Metadata of an event whose context is not a course: its `context_id` may be of any kind and is not read. */
export const MetadataSchema = v.object(metadataFields, MESSAGE);

export const CourseMetadataSchema = v.object({ ...metadataFields, context_id: OptionalIdSchema }, MESSAGE);

export type Metadata = v.InferOutput<typeof MetadataSchema> &
  Partial<v.InferOutput<typeof CourseMetadataSchema>>;

const gradeChangeFields = {
  submission_id: RequiredIdSchema,
  assignment_id: RequiredIdSchema,
  assignment_name: OptionalTextSchema,
  student_id: OptionalIdSchema,
  user_id: OptionalIdSchema,
  student_sis_id: OptionalNameSchema,
  grader_id: OptionalIdSchema,
  grade: OptionalTextSchema,
  old_grade: OptionalTextSchema,
  score: OptionalNumberSchema,
  old_score: OptionalNumberSchema,
  points_possible: OptionalNumberSchema,
  old_points_possible: OptionalNumberSchema,
  grading_complete: OptionalBooleanSchema,
  muted: OptionalBooleanSchema,
};

/** `student_id` and `user_id` both name the student; one of them is enough. */
export const GradeChangeSchema = v.pipe(
  v.object(gradeChangeFields, MESSAGE),
  v.forward(
    v.check(
      (body) => body.student_id !== null || body.user_id !== null,
      'expected a Canvas id, here or as user_id',
    ),
    ['student_id'],
  ),
);

/** The body of `submission_created`, `submission_updated` and `plagiarism_resubmit`. */
export const SubmissionSchema = v.object(
  {
    submission_id: RequiredIdSchema,
    assignment_id: RequiredIdSchema,
    user_id: RequiredIdSchema,
    workflow_state: OptionalTextSchema,
    attempt: OptionalCountSchema,
    submission_type: OptionalTextSchema,
    submitted_at: OptionalInstantSchema,
    late: OptionalBooleanSchema,
    missing: OptionalBooleanSchema,
    grade: OptionalTextSchema,
    score: OptionalNumberSchema,
    graded_at: OptionalInstantSchema,
    posted_at: OptionalInstantSchema,
    updated_at: OptionalInstantSchema,
    body: v.optional(v.unknown()),
  },
  MESSAGE,
);

/** `user_id` is the author of the comment, not the student. */
export const SubmissionCommentSchema = v.object(
  {
    submission_comment_id: RequiredIdSchema,
    submission_id: RequiredIdSchema,
    user_id: RequiredIdSchema,
    created_at: OptionalInstantSchema,
    attachment_ids: OptionalIdsSchema,
    body: v.optional(v.unknown()),
  },
  MESSAGE,
);

export const SubmissionCustomGradeStatusSchema = v.object(
  {
    submission_id: RequiredIdSchema,
    assignment_id: RequiredIdSchema,
    user_id: RequiredIdSchema,
    course_id: RequiredIdSchema,
    submission_status: OptionalNameSchema,
    submission_status_id: OptionalIdSchema,
    old_submission_status: OptionalNameSchema,
    old_submission_status_id: OptionalIdSchema,
    updated_at: OptionalInstantSchema,
  },
  MESSAGE,
);

const scoreFields = {
  score_id: RequiredIdSchema,
  enrollment_id: RequiredIdSchema,
  user_id: RequiredIdSchema,
  course_id: RequiredIdSchema,
  grading_period_id: OptionalIdSchema,
  updated_at: OptionalInstantSchema,
};

export const GradeOverrideSchema = v.object(
  { ...scoreFields, override_score: OptionalNumberSchema, old_override_score: OptionalNumberSchema },
  MESSAGE,
);

export const FinalGradeCustomStatusSchema = v.object(
  {
    ...scoreFields,
    override_status: OptionalNameSchema,
    override_status_id: OptionalIdSchema,
    old_override_status: OptionalNameSchema,
    old_override_status_id: OptionalIdSchema,
  },
  MESSAGE,
);

/** Carries no score id: a course score is the score of a user in a course. */
export const CourseGradeChangeSchema = v.object(
  {
    user_id: RequiredIdSchema,
    course_id: RequiredIdSchema,
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
  },
  MESSAGE,
);

const unreadOfSubmission = [
  'group_id',
  'url',
  'lti_assignment_id',
  'lti_user_id',
  'associated_integration_id',
  'associated_integration_ids',
];

/** Every event in Canvas format that carries grade state; any other event is ignored. */
export const liveEvents = {
  grade_change: { schema: GradeChangeSchema, unread: [] },
  submission_created: { schema: SubmissionSchema, unread: unreadOfSubmission },
  submission_updated: { schema: SubmissionSchema, unread: unreadOfSubmission },
  plagiarism_resubmit: { schema: SubmissionSchema, unread: unreadOfSubmission },
  submission_comment_created: { schema: SubmissionCommentSchema, unread: [] },
  submission_custom_grade_status: { schema: SubmissionCustomGradeStatusSchema, unread: [] },
  grade_override: { schema: GradeOverrideSchema, unread: [] },
  final_grade_custom_status: { schema: FinalGradeCustomStatusSchema, unread: [] },
  course_grade_change: { schema: CourseGradeChangeSchema, unread: [] },
} as const satisfies Record<string, { schema: v.GenericSchema; unread: readonly string[] }>;

export type LiveEventName = keyof typeof liveEvents;

export type LiveEventBody<Name extends LiveEventName> = v.InferOutput<(typeof liveEvents)[Name]['schema']>;

/** A valid live event in Canvas format, still with Canvas's names; null and absent are already one. */
export type LiveEvent = {
  [Name in LiveEventName]: {
    readonly format: 'canvas';
    readonly name: Name;
    readonly metadata: Metadata;
    readonly body: LiveEventBody<Name>;
    /** Metadata and body as they came, read or not; no more than a digest of them is kept. */
    readonly sent: unknown;
  };
}[LiveEventName];

/** What Canvas is known to put into `metadata`; most of it depends on whether a person, a tool or a job acted. */
export const knownMetadata: readonly string[] = [
  ...Object.keys(CourseMetadataSchema.entries),
  'event_name',
  'producer',
  'context_type',
  'context_account_id',
  'context_role',
  'context_sis_source_id',
  'root_account_lti_guid',
  'user_id',
  'real_user_id',
  'user_login',
  'user_account_id',
  'user_sis_id',
  'time_zone',
  'developer_key_id',
  'hostname',
  'http_method',
  'user_agent',
  'client_ip',
  'url',
  'referrer',
  'request_id',
  'session_id',
  'job_id',
  'job_tag',
];
