import type { shares } from '../workload/live-event-mix.ts';

export type Kind = keyof typeof shares;

/** What may stand in a field, and what must not. */
export type FieldType = { readonly good: readonly unknown[]; readonly bad: readonly unknown[] };
type FieldTypes = { readonly [path: string]: FieldType };

/** Stands for a field that is not there. */
export const absent = Symbol('absent');

const goodIds = ['7', 7, '21070000000011086'];
const badIds = ['abc', '0123', '12345678901234567890', 0, -1, 1.5, true, {}];
const goodInstants = ['2026-03-02T10:00:00Z', '2026-03-02T03:00:00.250-07:00'];
const badInstants = ['yesterday', '2026-03-02', '2026-03-02T10:00:00.000', 1772445600000, {}];

const id = { good: goodIds, bad: [absent, null, '', ...badIds] };
const instant = { good: goodInstants, bad: [absent, null, '', ...badInstants] };
const urn = {
  good: [],
  bad: [absent, null, '', 42, {}, '21070000000011086', 'urn:instructure:canvas:group:7'],
};
const object = { good: [], bad: [absent, null, 'text', 5, []] };
const optionalId = { good: [absent, null, '', ...goodIds], bad: badIds };
const optionalInstant = { good: [absent, null, '', ...goodInstants], bad: badInstants };
const optionalNumber = { good: [absent, null, 0, -1.5], bad: ['5', true, {}] };
const optionalCount = { good: [absent, null, 2], bad: ['5', true, {}, 1.5] };
const optionalText = { good: [absent, null, '', 'text'], bad: [5, true, {}] };
const optionalBoolean = { good: [absent, null, true, false], bad: ['true', 1, {}] };

const metadata = {
  metadata: object,
  'metadata.event_name': { good: [], bad: [absent, null, 42, {}] },
  'metadata.event_time': instant,
  'metadata.root_account_id': optionalId,
  'metadata.root_account_uuid': optionalText,
  body: object,
};
const submission = {
  ...metadata,
  'body.submission_id': id,
  'body.assignment_id': id,
  'body.user_id': id,
  'body.attempt': optionalCount,
  'body.late': optionalBoolean,
  'body.missing': optionalBoolean,
  'body.grade': optionalText,
  'body.score': optionalNumber,
  'body.submitted_at': optionalInstant,
  'body.updated_at': optionalInstant,
};

/** The fields to vary, of each kind by their paths. */
export const fieldTypes: Record<Kind, FieldTypes> = {
  grade_change: {
    ...metadata,
    'metadata.context_id': optionalId,
    'body.submission_id': id,
    'body.assignment_id': id,
    'body.student_id': optionalId,
    'body.grader_id': optionalId,
    'body.grade': optionalText,
    'body.score': optionalNumber,
    'body.old_score': optionalNumber,
    'body.points_possible': optionalNumber,
    'body.grading_complete': optionalBoolean,
    'body.muted': optionalBoolean,
  },
  submission_updated: submission,
  submission_created: submission,
  course_grade_change: {
    ...metadata,
    'body.user_id': id,
    'body.course_id': id,
    'body.workflow_state': optionalText,
    'body.updated_at': optionalInstant,
    'body.current_score': optionalNumber,
    'body.unposted_final_score': optionalNumber,
  },
  submission_comment_created: {
    ...metadata,
    'body.submission_comment_id': id,
    'body.submission_id': id,
    'body.user_id': id,
    'body.created_at': optionalInstant,
    'body.attachment_ids': { good: [absent, null, [], ['7', 7]], bad: ['7', ['abc'], [null]] },
  },
  grade_override: {
    ...metadata,
    'body.score_id': id,
    'body.enrollment_id': id,
    'body.user_id': id,
    'body.course_id': id,
    'body.grading_period_id': optionalId,
    'body.override_score': optionalNumber,
  },
  caliper_grade_change: {
    dataVersion: { good: [], bad: [absent, null, 'http://purl.imsglobal.org/ctx/caliper/v1p2'] },
    data: { good: [], bad: [absent, null, {}, [], ['text']] },
    'data.0.eventTime': instant,
    'data.0.actor': { good: [absent, null, {}], bad: ['text'] },
    'data.0.group.id': optionalText,
    'data.0.object': object,
    'data.0.object.id': urn,
    'data.0.object.assignable.id': urn,
    'data.0.object.assignee.id': urn,
    'data.0.object.extensions': { good: [absent, null, {}], bad: ['text'] },
    'data.0.generated': { good: [absent, null, {}], bad: ['text'] },
    'data.0.generated.scoreGiven': {
      good: [absent, null, 5, { numberStr: '5.5' }],
      bad: ['5', true, {}, { numberStr: 'five' }],
    },
  },
};
