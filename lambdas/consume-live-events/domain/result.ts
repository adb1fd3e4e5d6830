/**
 * Why a message was rejected. Stable: operators filter dead letters and alarms by these codes.
 *
 * - `invalid_json`: the body is not JSON.
 * - `unknown_envelope`: JSON, but neither Canvas's `{metadata, body}` nor a Caliper 1.1 envelope; or an
 *   event packed in something else, such as a JWT, or JSON too deep to be read exactly.
 * - `invalid_event`: a field that is read is missing, of the wrong type or malformed.
 * - `event_from_future`: `event_time` is too far after the moment the message was sent.
 * - `foreign_root_account`: the event is of a root account that is not on the allow-list.
 * - `row_too_large`: the event's state would not fit a DynamoDB item.
 */
export type RejectionCode = (typeof rejectionCodes)[number];

export const rejectionCodes = [
  'invalid_json',
  'unknown_envelope',
  'invalid_event',
  'event_from_future',
  'foreign_root_account',
  'row_too_large',
] as const;

/** A rejection names the field and what was expected of it, and never quotes a value: it is logged. */
export type Rejection = { readonly code: RejectionCode; readonly detail: string };

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly rejection: Rejection };

export function accept<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function reject(code: RejectionCode, detail: string): { ok: false; rejection: Rejection } {
  return { ok: false, rejection: { code, detail } };
}
