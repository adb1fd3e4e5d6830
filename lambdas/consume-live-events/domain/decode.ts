import { accept, type Result, reject } from './result.ts';

/** A message body as sent: Canvas's `{metadata, body}`, or the events of a Caliper 1.1 envelope. */
export type Decoded =
  | { readonly format: 'canvas'; readonly metadata: unknown; readonly body: unknown }
  | { readonly format: 'caliper'; readonly events: readonly unknown[] };

const CALIPER_VERSION = 'http://purl.imsglobal.org/ctx/caliper/v1p1';

/** A bare integer of 16 digits or more, outside or inside a string: worth the slower, exact parse. */
const BIG_INTEGER_SCAN = /[[:,]\s*\d{16,}\s*[\],}]/;
/** 64-bit ids have at most 19 digits; a longer integer is no id and may round like any number. */
const BIG_INTEGER = /^\d{16,19}$/;

/**
 * Decodes a message body into its envelope, without judging what is inside.
 *
 * Integers of 16 to 19 digits become bigints, since an id must never pass through a double. Errors
 * of `JSON.parse` quote their input, so they stop here.
 */
export function decode(text: string): Result<Decoded> {
  const json = parse(text);
  if (json === undefined) return reject('invalid_json', 'body: expected JSON');
  if (isRecord(json)) {
    if (isRecord(json['metadata'])) {
      return accept({ format: 'canvas', metadata: json['metadata'], body: json['body'] });
    }
    const events = json['data'];
    if (json['dataVersion'] === CALIPER_VERSION && Array.isArray(events) && events.length > 0) {
      return accept({ format: 'caliper', events });
    }
  }
  return reject('unknown_envelope', 'body: expected {metadata, body} or a Caliper 1.1 envelope with events');
}

function parse(text: string): unknown {
  try {
    return BIG_INTEGER_SCAN.test(text) ? JSON.parse(text, exactIntegers) : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The third argument is the source text of the value (V8 11.4 and later, Node 22). */
function exactIntegers(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source ?? '';
  return typeof value === 'number' && BIG_INTEGER.test(source) ? BigInt(source) : value;
}

export function isRecord(input: unknown): input is Record<string, unknown> {
  return typeof input === 'object' && input !== null && !Array.isArray(input);
}
