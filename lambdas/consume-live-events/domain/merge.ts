import { differ, type Facet, type State, valuesOf } from './facets.ts';
import { compareOrders, isOfSameEvent, justBefore } from './order.ts';
import type { TableName } from './tables.ts';

/** What an event says of a row, of now or of before, at an order among all that is said of it. */
export type Observation = {
  readonly order: string;
  readonly eventName: string;
  readonly eventTime: string;
  readonly state: State;
};

/** An observation that a newer one has overtaken: its values and who said them, without its details. */
export type Previous = {
  readonly order: string;
  readonly eventTime: string;
  readonly state: State;
};

/** An identity attribute (`course_id`, `user_id` …) and the order of the newest event that carried it. */
export type Identity = { readonly [attribute: string]: { readonly value: string; readonly order: string } };

/** One fact about one entity. `current` is the newest observation, `previous` the newest whose values differ from it. */
export type Row = {
  readonly table: TableName;
  readonly key: { readonly [attribute: string]: string };
  readonly facet: Facet;
  readonly identity: Identity;
  readonly current: Observation;
  readonly previous: Previous | null;
};

/**
 * The row that a single event makes, and the old values it reports; null where its format reports none.
 *
 * Each event makes an object of its own, and copies make two: what became of an event is found by it.
 */
export type Delta = { readonly row: Row; readonly reported: State | null };

/**
 * Makes the delta of an event out of what it says of now and of what it reports of before.
 *
 * @param row without a previous
 */
export function deltaOf(row: Row, reported: State | null): Delta {
  if (reported === null) return { row, reported };
  const { order, eventTime } = row.current;
  return { row: addPrevious(row, { order: justBefore(order), eventTime, state: reported }), reported };
}

/** What an event did to its row: changed it, was there already, or is older than both states kept. */
export type Change = 'applied' | 'duplicate' | 'stale';

/**
 * Adds an observation to a row.
 *
 * Standard queues deliver more than once and out of order, so the result depends only on the
 * set of observations added, never on their sequence. Returns the same object when nothing changed.
 * Equal orders are of copies: the first stays, should another version or setting read the second otherwise.
 */
export function add(row: Row, observation: Observation): Row {
  const { current, facet } = row;
  if (observation.order === current.order) return row;
  if (observation.order < current.order) return addPrevious(row, observation);
  const previous = differ(facet, observation.state, current.state)
    ? toPrevious(facet, current)
    : row.previous;
  return { ...row, current: observation, previous };
}

function addPrevious(row: Row, observation: Previous): Row {
  if (!differ(row.facet, observation.state, row.current.state)) return row;
  // Of one event a row knows what it says of now and of before, or neither.
  const isNewest =
    row.previous === null ||
    (observation.order > row.previous.order && !isOfSameEvent(observation.order, row.previous.order));
  return isNewest ? { ...row, previous: toPrevious(row.facet, observation) } : row;
}

function toPrevious(facet: Facet, { order, eventTime, state }: Previous): Previous {
  return { order, eventTime, state: valuesOf(facet, state) };
}

/**
 * Joins two rows of one key: adds the observations of the second to the first.
 *
 * Commutative, associative and idempotent. Returns the first row itself when the second adds nothing.
 */
export function join(row: Row, other: Row): Row {
  const withCurrent = add(row, other.current);
  const isKnown = other.previous === null || isOfSameEvent(other.previous.order, row.current.order);
  const joined = isKnown ? withCurrent : addPrevious(withCurrent, other.previous);
  const identity = joinIdentity(joined.identity, other.identity);
  return identity === joined.identity ? joined : { ...joined, identity };
}

/**
 * Keeps, attribute by attribute, what the newest event that carried it says.
 *
 * Not every event carries every attribute, so the order of each is its own: taking them all from the
 * newer row would make the result depend on which rows met first.
 */
function joinIdentity(identity: Identity, other: Identity): Identity {
  const newer = Object.entries(other).filter(
    ([attribute, { order }]) => order > (identity[attribute]?.order ?? ''),
  );
  return newer.length === 0 ? identity : { ...identity, ...Object.fromEntries(newer) };
}

/** A row with a batch's events folded in: what each event did, in the order given, and how many changes went unseen. */
export type Folded = {
  readonly row: Row;
  readonly changes: readonly Change[];
  readonly missedChanges: number;
};

/**
 * Folds the events of one row into what is stored of it.
 *
 * The row is the same in any order; the events are added oldest first so that what each of them did
 * does not depend on how the queue shuffled the batch. A change was missed when an event reports an
 * old value other than the one held just before it: an event was lost, or is late.
 *
 * @param stored undefined when the table holds no such row
 */
export function fold(stored: Row | undefined, deltas: readonly [Delta, ...Delta[]]): Folded {
  const changes: Change[] = [];
  let row = stored;
  let missedChanges = 0;
  for (const [index, delta] of oldestFirst(deltas)) {
    const joined = row === undefined ? delta.row : join(row, delta.row);
    changes[index] = changeOf(row, delta.row, joined);
    if (row !== undefined && isMissedChange(row, delta)) missedChanges += 1;
    row = joined;
  }
  return { row: row ?? deltas[0].row, changes, missedChanges };
}

/** Sorts events by their order, each with its index in the batch; copies stay as they came. */
function oldestFirst(deltas: readonly Delta[]): [index: number, delta: Delta][] {
  return [...deltas.entries()].sort(([, a], [, b]) =>
    compareOrders(a.row.current.order, b.row.current.order),
  );
}

function changeOf(row: Row | undefined, delta: Row, joined: Row): Change {
  if (joined !== row) return 'applied';
  const { order } = delta.current;
  return order === row.current.order || order === row.previous?.order ? 'duplicate' : 'stale';
}

/** Tells whether a row shows that an event was there: the row keeps what it says, of now or of before. */
export function isIn(row: Row, { current: { order } }: Row): boolean {
  const { current, previous } = row;
  return isOfSameEvent(order, current.order) || (previous !== null && isOfSameEvent(order, previous.order));
}

function isMissedChange(row: Row, { row: delta, reported }: Delta): boolean {
  const isNewer = delta.current.order > row.current.order;
  return isNewer && reported !== null && differ(row.facet, reported, row.current.state);
}
