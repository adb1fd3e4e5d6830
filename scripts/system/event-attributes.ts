/** A character that SQS carries in no message: what XML 1.0 does not allow, lone surrogates included. */
export const forbiddenCharacter = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

/** The message attributes that Canvas sends with every event. */
export type EventAttributes = { readonly event_name?: string; readonly event_time?: string };

/**
 * Tells the attributes Canvas would have sent with a body.
 *
 * A Canvas body has them in its metadata. A Caliper body has only the time; its name is told by what
 * happened to what, as far as that tells. What cannot be told is left out.
 */
export function eventAttributes(body: string): EventAttributes {
  const event = parse(body);
  const caliper = Array.isArray(event?.['data']) ? asObject(event['data'][0]) : undefined;
  const metadata = asObject(event?.['metadata']);
  const name = caliper === undefined ? metadata?.['event_name'] : caliperName(caliper);
  const time = caliper === undefined ? metadata?.['event_time'] : caliper['eventTime'];
  return {
    ...(isAttributeValue(name) && { event_name: name }),
    ...(isAttributeValue(time) && { event_time: time }),
  };
}

/** SQS takes no empty attribute, and no character that it does not take in a body. */
function isAttributeValue(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && !forbiddenCharacter.test(value);
}

const caliperNames: ReadonlyMap<string, string> = new Map([
  ['GradeEvent/Graded', 'grade_change'],
  ['AssessmentEvent/Submitted', 'quiz_submitted'],
  ['AssignableEvent/Submitted Attempt', 'submission_created'],
  ['Event/Modified Attempt', 'submission_updated'],
]);

function caliperName(event: JsonObject): string | undefined {
  const happened = `${String(event['type'])}/${String(event['action'])}`;
  const object = asObject(event['object'])?.['type'];
  return caliperNames.get(happened) ?? caliperNames.get(`${happened} ${String(object)}`);
}

type JsonObject = { readonly [name: string]: unknown };

function parse(body: string): JsonObject | undefined {
  try {
    return asObject(JSON.parse(body));
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null ? (value as JsonObject) : undefined;
}
