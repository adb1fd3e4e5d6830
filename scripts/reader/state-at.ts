import { differ, type State } from '../../lambdas/consume-live-events/domain/facets.ts';
import { rowTypes } from '../../lambdas/consume-live-events/domain/row-types.ts';
import type { Entry } from './history-entry.ts';
import { rowsOfHistory } from './tell-history.ts';

/** From when until when; null is still. */
export type Span = { readonly from: string; readonly until: string | null };

/** What a row was at an instant. */
export type StateAt = {
  readonly at: string;
  /** The entry that says it: of several of the same values, the newest up to the instant. */
  readonly said: Entry;
  /**
   * The entry that brought these values. Undefined where no entry is as old as the instant: then `said` is the first one
   * after it, and the state what that one reports of before.
   */
  readonly set: Entry | undefined;
  readonly state: State;
  /** When other values came. Null: they still stand. */
  readonly until: string | null;
  /** When the student could see these values, as far as events say. */
  readonly visible: readonly Span[];
  /** What the next change reports of before, where that is another state: a change between the two is missing. */
  readonly contradictedBy: Entry | undefined;
};

/**
 * Tells what the rows of a history were at an instant: by the time of events, whenever they came.
 *
 * A row of which nothing is known as of then is left out.
 */
export function statesAt(entries: readonly Entry[], at: string): StateAt[] {
  return rowsOfHistory(entries).flatMap((row) => stateAt(row, at) ?? []);
}

/** @param entries of one row, in time */
function stateAt(entries: readonly Entry[], at: string): StateAt | undefined {
  const index = entries.findLastIndex(({ event_time }) => event_time <= at);
  const said = entries[index];
  if (said === undefined) return reportedBy(entries[0], at);
  const isSame = (state: State) => !differ(rowTypes[said.type].facet, state, said.state);
  const first = entries.findLastIndex((entry, i) => i < index && !isSame(entry.state)) + 1;
  const after = entries.findIndex((entry, i) => i > index && !isSame(entry.state));
  const run = entries.slice(first, after === -1 ? undefined : after);
  const next = after === -1 ? undefined : entries[after];
  const until = next?.event_time ?? null;
  return {
    at,
    said,
    set: run[0],
    state: said.state,
    until,
    visible: visibleSpans(run, until),
    contradictedBy: next?.old && !isSame(next.old) ? next : undefined,
  };
}

function reportedBy(first: Entry | undefined, at: string): StateAt | undefined {
  if (first === undefined || first.old === null) return undefined;
  const { event_time: until, old: state } = first;
  return { at, said: first, set: undefined, state, until, visible: [], contradictedBy: undefined };
}

/** Joins the times in which entries say that a grade is not hidden. */
function visibleSpans(run: readonly Entry[], until: string | null): Span[] {
  const spans: Span[] = [];
  for (const [index, entry] of run.entries()) {
    if (!('hidden' in entry.state) || entry.state.hidden !== false) continue;
    const end = run[index + 1]?.event_time ?? until;
    const last = spans.at(-1);
    if (last?.until === entry.event_time) spans[spans.length - 1] = { ...last, until: end };
    else spans.push({ from: entry.event_time, until: end });
  }
  return spans;
}
