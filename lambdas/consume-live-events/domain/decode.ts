import { accept, type Result, reject } from './result.ts';

/** A message body as sent: Canvas's `{metadata, body}`, or the events of a Caliper 1.1 envelope. */
export type Decoded =
  | { readonly format: 'canvas'; readonly metadata: unknown; readonly body: unknown }
  | { readonly format: 'caliper'; readonly events: readonly unknown[] };

const BYTE_ORDER_MARK = '\ufeff';
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
  const parsed = parse(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text);
  if (!parsed.ok) return parsed;
  const json = parsed.value;
  if (isRecord(json)) {
    if (isRecord(json['metadata'])) {
      return accept({ format: 'canvas', metadata: json['metadata'], body: json['body'] });
    }
    const events = json['data'];
    if (json['dataVersion'] === CALIPER_VERSION && Array.isArray(events) && events.length > 0) {
      return accept({ format: 'caliper', events });
    }
  }
  return unknownEnvelope(kindOf(json));
}

function unknownEnvelope(kind: string | undefined) {
  const expected = 'body: expected {metadata, body} or a Caliper 1.1 envelope with events';
  return reject('unknown_envelope', kind === undefined ? expected : `${expected}, got ${kind}`);
}

function parse(text: string): Result<unknown> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    const kind = kindOfText(text);
    return kind === undefined ? reject('invalid_json', 'body: expected JSON') : unknownEnvelope(kind);
  }
  if (!BIG_INTEGER_SCAN.test(text)) return accept(json);
  try {
    return accept(JSON.parse(text, exactIntegers));
  } catch {
    // The exact parse calls itself for every level, and no event of Canvas has as many as the stack.
    return unknownEnvelope('JSON that is nested too deeply');
  }
}

/** Tells what people send instead of an event, by its shape and never by a value of it. */
function kindOf(json: unknown): string | undefined {
  if (typeof json === 'string') return JSON_START.test(json) ? 'JSON in JSON' : kindOfText(json);
  const pointer: unknown = Array.isArray(json) ? json[1] : json;
  if (isRecord(pointer) && 's3BucketName' in pointer) return 'a pointer of the SQS extended client';
  if (!isRecord(json)) return undefined;
  if ('Type' in json && 'Message' in json) return 'an SNS notification';
  return 'detail-type' in json ? 'an EventBridge event' : undefined;
}

const JSON_START = /^\s*[{[]/;
/** Parts in base64url, the first of which is of an object in JSON. */
const JWT = /^eyJ[\w-]+\.[\w-]+\.[\w-]*\s*$/;
/** Of an object in JSON, or of what gzip made of it. */
const BASE64 = /^(?:ey[AJ]|ew[0ko]|H4sI)[\w+/\r\n-]{8,}={0,2}\s*$/;

function kindOfText(text: string): string | undefined {
  if (JWT.test(text)) return 'a JWT';
  return BASE64.test(text) ? 'base64 text' : undefined;
}

/** The third argument is the source text of the value (V8 11.4 and later, Node 22). */
function exactIntegers(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source ?? '';
  return typeof value === 'number' && BIG_INTEGER.test(source) ? BigInt(source) : value;
}

export function isRecord(input: unknown): input is Record<string, unknown> {
  return typeof input === 'object' && input !== null && !Array.isArray(input);
}
