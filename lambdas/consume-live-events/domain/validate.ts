import * as v from 'valibot';
import {
  type CaliperEvent,
  type CaliperEventName,
  caliperEvents,
  knownCaliperFields,
} from './caliper-events.ts';
import { type Decoded, isRecord } from './decode.ts';
import {
  CourseMetadataSchema,
  knownMetadata,
  type LiveEvent,
  type LiveEventName,
  liveEvents,
  MetadataSchema,
} from './live-events.ts';
import { printableName } from './printable-name.ts';
import { accept, type Result, reject } from './result.ts';

/**
 * The events of one message: those that carry grade state, the printable names of those that do not,
 * and the unknown fields of the former.
 */
export type Validated = {
  readonly events: readonly (LiveEvent | CaliperEvent)[];
  readonly ignored: readonly string[];
  readonly drift: readonly string[];
};

/**
 * Validates what is read of a message, and no more; any other event or field may be of any shape.
 *
 * A message of several events is rejected whole when one of them is invalid.
 *
 * @param eventName the SQS message attribute `event_name`. What an event is, its body says; the attribute
 *   can add the name that Canvas gives a Caliper event, and it can contradict, which is invalid. It never
 *   makes an event that carries grade state an ignored one.
 */
export function validate(decoded: Decoded, eventName: string | undefined): Result<Validated> {
  if (decoded.format === 'canvas') return validateLiveEvent(decoded.metadata, decoded.body, eventName);
  const { events } = decoded;
  const label = events.length === 1 ? eventName : undefined;
  const all: { events: CaliperEvent[]; ignored: string[]; drift: string[] } = {
    events: [],
    ignored: [],
    drift: [],
  };
  for (const [index, event] of events.entries()) {
    const validated = validateCaliperEvent(event, label, `data.${index}`);
    if (!validated.ok) return validated;
    all.events.push(...(validated.value.events as CaliperEvent[]));
    all.ignored.push(...validated.value.ignored);
    all.drift.push(...validated.value.drift);
  }
  if (eventName !== undefined && !events.some((event) => fits(eventName, inferEventName(event)))) {
    const path = events.length === 1 ? 'data.0.type' : 'data';
    const expected = `expected the type, action and object of ${printableName(eventName)}`;
    return reject('invalid_event', `${path}: ${expected}`);
  }
  return accept(all);
}

function validateLiveEvent(
  metadata: unknown,
  body: unknown,
  eventName: string | undefined,
): Result<Validated> {
  const fields = isRecord(metadata) ? metadata : {};
  const label = fields['event_name'];
  if (typeof label !== 'string' || label === '')
    return reject('invalid_event', 'metadata.event_name: expected text');
  const name = isOverride(label, body) ? 'grade_override' : label;
  if (!isNameIn(liveEvents, name)) {
    if (eventName !== undefined && isNameIn(liveEvents, eventName))
      return reject('invalid_event', `metadata.event_name: expected ${eventName}, as the attribute says`);
    return accept({ events: [], ignored: [printableName(name)], drift: [] });
  }

  // Other contexts have ids of other kinds; only a course's is read.
  const isCourse = fields['context_type'] === 'Course';
  const validMetadata = parse(isCourse ? CourseMetadataSchema : MetadataSchema, metadata, 'metadata');
  const validBody = parse<EventSchema>(liveEvents[name].schema, body, 'body');
  if (!validMetadata.ok || !validBody.ok) return rejectAll([validMetadata, validBody]);
  const event = {
    format: 'canvas',
    name,
    metadata: validMetadata.value,
    body: validBody.value,
    sent: [metadata, body],
  } as LiveEvent;
  return accept({ events: [event], ignored: [], drift: driftOf(name, fields, body) });
}

/** The published page of `grade_override` names its example `grade_change`. */
function isOverride(label: string, body: unknown): boolean {
  if (label !== 'grade_change' || !isRecord(body)) return false;
  const says = (field: string) => (body[field] ?? '') !== '';
  return says('score_id') && !says('submission_id') && (says('override_score') || says('old_override_score'));
}

function validateCaliperEvent(event: unknown, label: string | undefined, path: string): Result<Validated> {
  if (!isRecord(event)) return reject('invalid_event', `${path}: expected an object`);
  const inferred = inferEventName(event);
  if (inferred === undefined) {
    const { type, action } = event;
    const ignored =
      label === undefined ? `${printableName(type)}/${printableName(action)}` : printableName(label);
    return accept({ events: [], ignored: [ignored], drift: [] });
  }
  const name = label !== undefined && isOfKind(label, inferred) ? label : inferred;
  const valid = parse<EventSchema>(caliperEvents[name], event, path);
  if (!valid.ok) return valid;
  const caliperEvent = { format: 'caliper', name, event: valid.value, sent: [name, event] } as CaliperEvent;
  return accept({
    events: [caliperEvent],
    ignored: [],
    drift: unknownFields(event, caliperFields, `caliper.${name}`),
  });
}

/**
 * Infers Canvas's name of a Caliper event from its type, action and object.
 *
 * An AssessmentEvent is never inferred: it is a quiz's, and the "submission" in it is a quiz
 * submission, whose ids are another id space.
 */
function inferEventName(event: unknown): CaliperEventName | undefined {
  if (!isRecord(event)) return undefined;
  const { type, action, object } = event;
  const isOnAttempt = isRecord(object) && object['type'] === 'Attempt';
  if (type === 'GradeEvent' && action === 'Graded') return 'grade_change';
  if (type === 'AssignableEvent' && action === 'Submitted' && isOnAttempt) return 'submission_created';
  if (type === 'Event' && action === 'Modified' && isOnAttempt) return 'submission_updated';
  return undefined;
}

/** Submissions of quizzes have ids of their own, which must never reach the submissions table. */
const OF_QUIZ = /^quiz/i;

/**
 * Tells whether the label of a message may be that of an event.
 *
 * One that is unknown, such as the `gradeChanged` on one of Instructure's pages, says nothing.
 */
function fits(label: string, inferred: CaliperEventName | undefined): boolean {
  if (isNameIn(liveEvents, label)) return inferred !== undefined && isOfKind(label, inferred);
  return inferred === undefined || !OF_QUIZ.test(label);
}

function isOfKind(label: string, inferred: CaliperEventName): label is CaliperEventName {
  return isNameIn(caliperEvents, label) && caliperEvents[label] === caliperEvents[inferred];
}

function isNameIn<Name extends string>(events: Record<Name, unknown>, name: string): name is Name {
  return Object.hasOwn(events, name);
}

/** An object, and what is checked of each of its fields. */
type EventSchema = v.GenericSchema & { readonly entries: Readonly<Record<string, v.GenericSchema>> };

/**
 * Tells every field that is wrong, each with its first mistake, so that a sender need not find them one by one.
 *
 * Only the path and our own wording leave here: valibot's own messages quote the input. How long it gets, our
 * fields bound, and not what was sent.
 */
function parse<Schema extends EventSchema>(
  schema: Schema,
  input: unknown,
  path: string,
): Result<v.InferOutput<Schema>> {
  const parsed = v.safeParse(schema, input, { abortEarly: true });
  if (parsed.success) return accept(parsed.output);
  const mistakes = isRecord(input) ? mistakesIn(schema, input, path) : [];
  return reject('invalid_event', mistakes.join('; ') || describeIssue(parsed.issues[0], path));
}

function mistakesIn({ entries }: EventSchema, input: Record<string, unknown>, path: string): string[] {
  return Object.entries(entries).flatMap(([name, schema]) => {
    const parsed = v.safeParse(schema, input[name], { abortEarly: true });
    return parsed.success ? [] : [describeIssue(parsed.issues[0], `${path}.${name}`)];
  });
}

function describeIssue(issue: v.BaseIssue<unknown>, path: string): string {
  const field = v.getDotPath(issue);
  return `${field === null ? path : `${path}.${field}`}: ${issue.message}`;
}

function rejectAll(results: readonly Result<unknown>[]) {
  const details = results.flatMap((result) => (result.ok ? [] : [result.rejection.detail]));
  return reject('invalid_event', details.join('; '));
}

const metadataFields = new Set(knownMetadata);
const caliperFields = new Set(knownCaliperFields);
const bodyFields = new Map<LiveEventName, ReadonlySet<string>>(
  Object.entries(liveEvents).map(([name, { schema, unread }]) => [
    name as LiveEventName,
    new Set([...Object.keys(schema.entries), ...unread]),
  ]),
);

function driftOf(name: LiveEventName, metadata: Record<string, unknown>, body: unknown): readonly string[] {
  const known = bodyFields.get(name) ?? metadataFields;
  return [
    ...unknownFields(metadata, metadataFields, `${name}.metadata`),
    ...unknownFields(body, known, `${name}.body`),
  ];
}

function unknownFields(input: unknown, known: ReadonlySet<string>, path: string): readonly string[] {
  const names = isRecord(input) ? Object.keys(input) : [];
  return names.filter((name) => !known.has(name)).map((name) => `${path}.${printableName(name)}`);
}
