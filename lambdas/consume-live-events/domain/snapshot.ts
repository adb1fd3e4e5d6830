import { digestOf } from './digest.ts';
import { differ, type Facet, type State, type Value } from './facets.ts';
import { join, type Row } from './merge.ts';
import { toState } from './normalise.ts';
import { orderOf } from './order.ts';
import type { TableName } from './tables.ts';

/** Where a state was read; also part of the name that its row gives it. */
export const snapshotSources = ['canvas_data_2', 'api'] as const;

/**
 * The state of one row as a snapshot of Canvas has it, complete.
 *
 * Ids are in global form, instants in UTC with milliseconds.
 */
export type Snapshot = {
  readonly table: TableName;
  readonly key: { readonly [attribute: string]: string };
  readonly facet: Facet;
  /** Attributes that say whose row it is; those that the source does not know are left out. */
  readonly identity: { readonly [attribute: string]: string };
  /** All values of the facet. One that Canvas has none for is null. */
  readonly values: State;
  /** Those details that the source knows. */
  readonly details: State;
  /** When Canvas last changed this state: of all records it was read from, the newest `updated_at`. */
  readonly asOf: string;
  readonly source: (typeof snapshotSources)[number];
  /** Whether it says nothing where there is no row yet. */
  readonly onlyExisting: boolean;
};

/**
 * What a snapshot adds to what is stored of its row.
 *
 * - `equal`: the same state, nothing to add.
 * - `newer`: the row has an event that the snapshot cannot know.
 * - `absent`: there is no row, and the snapshot makes none.
 * - `missing`, `behind`: there is no row, or an older state; `row` is what is to be saved, `observed` the row that
 *   the snapshot alone would make, for the history.
 */
export type Comparison =
  | { readonly kind: 'equal' | 'newer' | 'absent' }
  | { readonly kind: 'missing' | 'behind'; readonly row: Row; readonly observed: Row };

/**
 * Compares a snapshot's state with the stored row, and joins it where the row is behind.
 *
 * Canvas takes an event's time after it has committed. So an order that is no later than the moment at which
 * the state was read never beats the event of a later state, and there are two that are known: that of its
 * `updated_at`, and `notAfter`. The first is the same each time, so that nothing is written twice. The second
 * is for what does not touch `updated_at`, and for an event that was late by then.
 *
 * @param stored undefined when the table holds no such row
 * @param notAfter an instant no later than the moment at which the state was read; null where none is known
 */
export function compareSnapshot(
  stored: Row | undefined,
  snapshot: Snapshot,
  notAfter: string | null,
): Comparison {
  const changed = rowOf(snapshot, snapshot.asOf);
  if (stored === undefined)
    return makesRow(snapshot) ? { kind: 'missing', row: changed, observed: changed } : { kind: 'absent' };
  if (isEqual(stored, changed)) return { kind: 'equal' };
  const { order } = stored.current;
  if (changed.current.order > order) return behind(stored, changed);
  if (notAfter === null || order >= notAfter) return { kind: 'newer' };
  return behind(stored, rowOf(snapshot, notAfter));
}

function behind(stored: Row, observed: Row): Comparison {
  return { kind: 'behind', row: join(stored, observed), observed };
}

/** Makes the row that a snapshot alone would make, with its state as of an instant. */
export function rowOf(snapshot: Snapshot, eventTime: string): Row {
  const { table, key, facet, identity } = snapshot;
  const state = toState({ ...inWholeSeconds(snapshot.values), ...snapshot.details });
  const order = orderOf(eventTime, 'snapshot', digestOf([table, key, identity, state]));
  return {
    table,
    key,
    facet,
    identity: Object.fromEntries(
      Object.entries(identity).map(([name, value]) => [name, { value: value.toWellFormed(), order }]),
    ),
    current: { order, eventName: `snapshot_${snapshot.source}`, eventTime, state },
    previous: null,
  };
}

/** Events have their instants in whole seconds, cut; in any other form a state would differ from its own event. */
function inWholeSeconds(values: State): State {
  const cut = (value: Value) => (typeof value === 'string' ? value.replace(/\.\d{3}Z$/, '.000Z') : value);
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, name.endsWith('_at') ? cut(value) : value]),
  );
}

/** What Canvas has deleted is said of a row that we hold, and makes none. */
function makesRow({ onlyExisting, details }: Snapshot): boolean {
  return !onlyExisting && details['status'] !== 'deleted';
}

/** Canvas computes them from the clock: a difference of these alone would come and go by night. */
const computed = ['late', 'missing'];
/** Details that readers decide by. Each is held against what a snapshot says of it, where it does. */
const compared: { readonly [Name in Facet]?: readonly string[] } = { grade: ['hidden', 'status'] };

function isEqual({ facet, current: { state: held } }: Row, { current: { state } }: Row): boolean {
  const heldComputed = computed.filter((name) => name in state).map((name) => [name, held[name] ?? null]);
  if (differ(facet, { ...state, ...Object.fromEntries(heldComputed) }, held)) return false;
  return (compared[facet] ?? []).every((name) => !(name in state) || state[name] === (held[name] ?? null));
}
