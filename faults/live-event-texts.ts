import type { JsonObject } from './exchange.ts';
import type { Random } from './random.ts';
import { rootAccountUuid, type Submission } from './school.ts';

/** What surrounds a body: when, in which course, and which request. */
export type Circumstances = {
  readonly at: number;
  readonly course: number;
  readonly requestId: string;
  readonly eventTime?: string;
  readonly rootAccountUuid?: string;
};

const shard = '2107';

export function globalId(local: number): string {
  return shard + String(local).padStart(13, '0');
}

/** Canvas writes body timestamps without fractions of a second. */
export function wholeSeconds(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Writes an event in Canvas format, some with nulls left out, as some tenants have them. */
export function liveEventText(name: string, body: JsonObject, about: Circumstances, random: Random): string {
  const event = {
    metadata: {
      event_name: name,
      event_time: about.eventTime ?? new Date(about.at).toISOString(),
      producer: 'canvas',
      root_account_id: globalId(1),
      root_account_uuid: about.rootAccountUuid ?? rootAccountUuid,
      root_account_lti_guid: `${rootAccountUuid}.canvas.example.edu`,
      context_type: 'Course',
      context_id: globalId(about.course),
      request_id: about.requestId,
    },
    body,
  };
  const omitNulls = random.chance(0.3);
  return JSON.stringify(event, (_, value: unknown) => (omitNulls && value === null ? undefined : value));
}

/** Writes a grade as Caliper has it: without old values, visibility and state of grading. */
export function caliperGradeText(submission: Submission, { at, requestId }: Circumstances): string {
  const grade = { 'com.instructure.canvas': { grade: submission.grade } };
  return envelope(at, {
    id: `urn:uuid:${requestId}`,
    type: 'GradeEvent',
    actor: actor(),
    action: 'Graded',
    object: { ...attempt(submission), extensions: grade },
    eventTime: new Date(at).toISOString(),
    generated: {
      type: 'Score',
      scoreGiven: submission.points,
      maxScore: submission.assignment.pointsPossible,
      scoredBy: urn('user', 987),
    },
    group: { id: urn('course', submission.assignment.course), type: 'CourseOffering' },
  });
}

/** Writes a submission, or with an `AssessmentEvent` a quiz, whose submission id is of another id space. */
export function caliperSubmissionText(
  submission: Submission,
  { at, requestId }: Circumstances,
  type: 'AssignableEvent' | 'AssessmentEvent' = 'AssignableEvent',
): string {
  return envelope(at, {
    id: `urn:uuid:${requestId}`,
    type,
    actor: actor(),
    action: 'Submitted',
    object: {
      ...attempt(submission),
      dateCreated: new Date(at).toISOString(),
      extensions: { 'com.instructure.canvas': { submission_type: 'online_text_entry' } },
      count: submission.attempt,
    },
    eventTime: new Date(at).toISOString(),
    group: { id: urn('course', submission.assignment.course), type: 'CourseOffering' },
  });
}

function urn(kind: string, local: number): string {
  return `urn:instructure:canvas:${kind}:${globalId(local)}`;
}

function actor() {
  const extension = { root_account_id: globalId(1), root_account_uuid: rootAccountUuid };
  return { id: urn('user', 987), type: 'Person', extensions: { 'com.instructure.canvas': extension } };
}

function attempt({ id, assignment, score }: Submission) {
  return {
    id: urn('submission', id),
    type: 'Attempt',
    assignee: { id: urn('user', score.student), type: 'Person' },
    assignable: { id: urn('assignment', assignment.id), type: 'AssignableDigitalResource' },
  };
}

function envelope(at: number, event: JsonObject): string {
  return JSON.stringify({
    sensor: 'https://canvas.example.edu/',
    sendTime: new Date(at + 300).toISOString(),
    dataVersion: 'http://purl.imsglobal.org/ctx/caliper/v1p1',
    data: [event],
  });
}
