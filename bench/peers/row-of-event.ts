import type * as z from 'zod';
import type { CaliperEnvelopeSchema } from './zod-caliper.ts';
import type { MessageSchema } from './zod-union.ts';

type Message = z.infer<typeof MessageSchema>;
type CaliperEnvelope = z.infer<typeof CaliperEnvelopeSchema>;
type LiveEvent = Exclude<Message, CaliperEnvelope>;
type Fields = { readonly [name: string]: unknown };

/** A row as the peers write it: the state as Canvas names it, and whose it is. */
export type PeerRow = {
  readonly tableName: string | undefined;
  readonly key: { readonly [attribute: string]: string };
  readonly identity: { readonly [attribute: string]: string };
  readonly state: Fields;
  readonly eventTime: string;
  readonly eventName: string;
};

const { SUBMISSIONS_TABLE, SCORES_TABLE, COURSE_SCORES_TABLE } = process.env;

const identityNames = ['assignment_id', 'course_id', 'user_id', 'enrollment_id', 'grading_period_id'];
const gradeNames = ['grade', 'score', 'points_possible', 'grading_complete', 'muted', 'grader_id'];
const submissionNames = [
  'workflow_state',
  'attempt',
  'submission_type',
  'submitted_at',
  'late',
  'missing',
  'grade',
  'score',
  'graded_at',
  'posted_at',
  'updated_at',
];
const commentNames = ['user_id', 'created_at', 'attachment_ids'];
const overrideNames = ['override_score', 'updated_at'];
const courseScoreNames = [
  'current_score',
  'final_score',
  'unposted_current_score',
  'unposted_final_score',
  'workflow_state',
  'updated_at',
];

/**
 * Gives the rows that a message speaks of: one, or of a Caliper envelope one an event.
 *
 * Keys are those of our tables.
 */
export function rowsOfMessage(message: Message): PeerRow[] {
  return isCaliper(message) ? message.data.map(rowOfCaliperEvent) : [rowOfLiveEvent(message)];
}

function isCaliper(message: Message): message is CaliperEnvelope {
  return 'data' in message;
}

function rowOfLiveEvent({ metadata, body }: LiveEvent): PeerRow {
  const eventName: string = 'score_id' in body ? 'grade_override' : metadata.event_name;
  const about = { eventName, eventTime: metadata.event_time };
  const student = { user_id: body['student_id'] ?? body['user_id'] };
  const identity = texts({ course_id: metadata.context_id, ...pick(body, identityNames), ...student });
  const ofSubmission = (facet: string, names: readonly string[]): PeerRow => ({
    ...about,
    tableName: SUBMISSIONS_TABLE,
    key: { submission_id: String(body['submission_id']), facet },
    identity,
    state: pick(body, names),
  });
  switch (eventName) {
    case 'grade_override': {
      const key = { score_id: String(body['score_id']), facet: 'override' };
      return { ...about, tableName: SCORES_TABLE, key, identity, state: pick(body, overrideNames) };
    }
    case 'course_grade_change': {
      const key = texts(pick(body, ['course_id', 'user_id']));
      const state = pick(body, courseScoreNames);
      return { ...about, tableName: COURSE_SCORES_TABLE, key, identity: {}, state };
    }
    case 'submission_comment_created': {
      const { user_id: _author, ...ofStudent } = identity;
      const facet = `comment#${String(body['submission_comment_id'])}`;
      return { ...ofSubmission(facet, commentNames), identity: ofStudent };
    }
    case 'grade_change':
      return ofSubmission('grade', gradeNames);
    default:
      return ofSubmission('submission', submissionNames);
  }
}

function rowOfCaliperEvent({
  eventTime,
  object,
  group,
  generated,
}: CaliperEnvelope['data'][number]): PeerRow {
  const { grade } = object.extensions?.['com.instructure.canvas'] ?? {};
  return {
    tableName: SUBMISSIONS_TABLE,
    key: { submission_id: idOfUrn(object.id), facet: 'grade' },
    identity: texts({
      assignment_id: idOfUrn(object.assignable.id),
      user_id: idOfUrn(object.assignee.id),
      course_id: group?.id && idOfUrn(group.id),
    }),
    state: {
      grade: grade ?? null,
      score: generated?.['scoreGiven'] ?? null,
      points_possible: generated?.['maxScore'] ?? null,
    },
    eventTime,
    eventName: 'grade_change',
  };
}

function idOfUrn(urn: string): string {
  return urn.slice(urn.lastIndexOf(':') + 1);
}

/** Leaves out what is absent, which the document client refuses to write. */
function pick(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(
    names.filter((name) => fields[name] !== undefined).map((name) => [name, fields[name]]),
  );
}

/** Leaves out what is empty, which an index key must not be. */
function texts(fields: Fields): Record<string, string> {
  const present = Object.entries(fields).filter(([, value]) => (value ?? '') !== '');
  return Object.fromEntries(present.map(([name, value]) => [name, String(value)]));
}
