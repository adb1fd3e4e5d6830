import type { CaliperEvent } from './caliper-events.ts';
import { digestOf } from './digest.ts';
import type { State, Value } from './facets.ts';
import type { LiveEvent } from './live-events.ts';
import { type Delta, deltaOf, type Row } from './merge.ts';
import type { ObservedEvent } from './observe.ts';
import { orderOf } from './order.ts';
import { accept, type Result, reject } from './result.ts';
import { rowTypes } from './row-types.ts';

/**
 * A row may hold the current state of one event, the previous of another and identity of a third: three
 * times this, and 2 KB for what it says of itself, is less than the 409,600 bytes of an item. Canvas cuts
 * its long texts at 8,192 characters, so no event of its own comes near.
 */
const MAX_BYTES = 130_000;

/**
 * Turns what a valid event says into the row that it alone would make.
 *
 * Here Canvas's names and shapes end. An event makes the same state however often it comes and in
 * whatever form: null or absent, local or global id, `Z` or offset.
 */
export function normalise(event: LiveEvent | CaliperEvent, observed: ObservedEvent): Result<Delta> {
  const { type, key, eventTime } = observed;
  const identity = Object.entries(observed.identity).flatMap(([name, value]) =>
    value === null ? [] : [[name, value.toWellFormed()] as const],
  );
  const state = toState(observed.state);
  const reported = observed.old === null ? null : toState(observed.old);

  if (isTooLarge(JSON.stringify([key, identity, state, reported]))) {
    return reject('row_too_large', `${event.name}: expected at most ${MAX_BYTES} bytes`);
  }
  const order = orderOf(eventTime, event.format, digestOf(event.sent));
  const { table, facet } = rowTypes[type];
  const row: Row = {
    table,
    key,
    facet,
    identity: Object.fromEntries(identity.map(([name, value]) => [name, { value, order }])),
    current: { order, eventName: event.name, eventTime, state },
    previous: null,
  };
  return accept(deltaOf(row, reported));
}

/** JSON is never shorter than what DynamoDB counts: it quotes names and texts, and writes out digits. */
function isTooLarge(json: string): boolean {
  const mayBe = json.length * 3 > MAX_BYTES;
  return mayBe && new TextEncoder().encode(json).length > MAX_BYTES;
}

/**
 * Leaves out what is not said, and writes values as DynamoDB gives them back: it has no negative zero
 * and no lone surrogates, and a state that changed on its way to the table and back would differ from
 * itself.
 */
export function toState(raw: { readonly [name: string]: Value | bigint | undefined }): State {
  const said = Object.entries(raw).filter(
    (entry): entry is [string, Value | bigint] => entry[1] !== undefined,
  );
  return Object.fromEntries(said.map(([name, value]) => [name, toValue(value)]));
}

function toValue(value: Value | bigint): Value {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number') return value + 0;
  return typeof value === 'string' ? value.toWellFormed() : value;
}
