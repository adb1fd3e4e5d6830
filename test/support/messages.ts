import type { Delta, Row } from '../../lambdas/consume-live-events/domain/merge.ts';
import {
  type Policy,
  type Reading,
  readMessage,
} from '../../lambdas/consume-live-events/domain/read-message.ts';

export const acceptAny: Policy = {
  rootAccounts: new Set(),
  storeText: { comment: false, submission: false },
};

/** Long after every event of the tests, long before those from the future. */
export const sentAt = Date.parse('2030-01-01T00:00:00Z');

/** Reads a body that the test takes to be good. */
export function readGood(body: string | object, eventName?: string, policy = acceptAny): Reading {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const reading = readMessage({ body: text, eventName, sentAt }, policy);
  if (!reading.ok) throw new Error(`rejected: ${reading.rejection.code} ${reading.rejection.detail}`);
  return reading.value;
}

/** Reads a body that makes one row. */
export function deltaOf(body: string | object, eventName?: string, policy = acceptAny): Delta {
  const { deltas } = readGood(body, eventName, policy);
  const [delta] = deltas;
  if (delta === undefined || deltas.length > 1) throw new Error(`${deltas.length} rows`);
  return delta;
}

/** What an event says of its row, but for the digest in its orders, which is of its spelling too. */
export function saidBy(event: string | object): unknown {
  return JSON.parse(JSON.stringify(deltaOf(event)).replaceAll(/#[0-9a-f]{16}#/g, '##'));
}

export function rowOf(body: string | object, eventName?: string, policy = acceptAny): Row {
  return deltaOf(body, eventName, policy).row;
}

/** Reads a body that the test takes to be bad. */
export function rejectionOf(body: string | object, policy = acceptAny, eventName?: string) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const reading = readMessage({ body: text, eventName, sentAt }, policy);
  if (reading.ok) throw new Error('accepted');
  return reading.rejection;
}

type Fields = { readonly [name: string]: unknown };

/** A live event in Canvas format; a test states only what it is about. */
export function liveEvent(
  eventName: string,
  body: Fields,
  metadata: Fields = {},
): { metadata: Fields; body: Fields } {
  return {
    metadata: {
      event_name: eventName,
      event_time: '2026-03-02T10:00:00.000Z',
      producer: 'canvas',
      root_account_id: '21070000000000001',
      root_account_uuid: 'rootAccountUuidOfEventsThatTestsMakeUp00',
      root_account_lti_guid: 'rootAccountUuidOfEventsThatTestsMakeUp00.canvas.example.edu',
      context_type: 'Course',
      context_id: '21070000000000565',
      ...metadata,
    },
    body,
  };
}

export function gradeChange(body: Fields = {}, metadata: Fields = {}) {
  return liveEvent(
    'grade_change',
    {
      submission_id: '21070000000000100',
      assignment_id: '21070000000000200',
      user_id: '21070000000000300',
      student_id: '21070000000000300',
      grade: '5',
      score: 5,
      points_possible: 10,
      old_grade: null,
      old_score: null,
      old_points_possible: null,
      grading_complete: true,
      muted: false,
      ...body,
    },
    metadata,
  );
}

export function submissionUpdated(body: Fields = {}, metadata: Fields = {}) {
  return liveEvent(
    'submission_updated',
    {
      submission_id: '21070000000000100',
      assignment_id: '21070000000000200',
      user_id: '21070000000000300',
      workflow_state: 'submitted',
      ...body,
    },
    metadata,
  );
}

export function gradeOverride(body: Fields = {}, metadata: Fields = {}) {
  return liveEvent(
    'grade_override',
    { score_id: '43', enrollment_id: '44', user_id: '45', course_id: '46', override_score: 90, ...body },
    metadata,
  );
}

/** A Caliper 1.1 envelope. */
export function caliperEnvelope(...events: unknown[]) {
  return {
    sensor: 'http://canvas.example.edu/',
    sendTime: '2026-03-02T10:00:01.000Z',
    dataVersion: 'http://purl.imsglobal.org/ctx/caliper/v1p1',
    data: events,
  };
}

export function caliperGraded({
  object = {},
  generated = {},
  ...event
}: {
  [name: string]: unknown;
  object?: Fields;
  generated?: Fields;
} = {}) {
  return {
    type: 'GradeEvent',
    action: 'Graded',
    eventTime: '2026-03-02T10:00:00.000Z',
    object: {
      id: 'urn:instructure:canvas:submission:21070000000000100',
      type: 'Attempt',
      extensions: { 'com.instructure.canvas': { grade: '5' } },
      assignee: { id: 'urn:instructure:canvas:user:21070000000000300', type: 'Person' },
      assignable: { id: 'urn:instructure:canvas:assignment:21070000000000200' },
      ...object,
    },
    generated: {
      scoreGiven: 5,
      maxScore: 10,
      scoredBy: 'urn:instructure:canvas:user:21070000000000987',
      ...generated,
    },
    group: { id: 'urn:instructure:canvas:course:21070000000000565' },
    ...event,
  };
}
