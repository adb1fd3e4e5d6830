import { differ, type State } from '../../lambdas/consume-live-events/domain/facets.ts';
import { rowTypes } from '../../lambdas/consume-live-events/domain/row-types.ts';
import { compareTexts } from '../command/text.ts';
import type { Entry } from './history-entry.ts';

/** One entry of a history, and what the others say about it. */
export type Change = {
  readonly entry: Entry;
  /** The state before it, if any is known. */
  readonly before: State | null;
  /** Whether only the event itself tells of `before`: no earlier entry shows it. */
  readonly isBeforeReported: boolean;
  /** Whether an earlier entry shows another state than the event reports: a change between the two is missing. */
  readonly isAfterGap: boolean;
  /** When a newer one was written, if that was before this one was. Undefined where they came in order. */
  readonly newerKnownSince: string | undefined;
};

/** Events of one batch, or of two consumers at work, are written in any order. */
const LATE_MILLISECONDS = 60_000;

/**
 * Tells a history, the oldest first whatever the facet, from all entries of its rows.
 *
 * Late is what was written a minute or more after a newer one of its row: until then, the row showed a state that was
 * not the whole truth. How long after its event it was written says less, as in a backlog all of them wait.
 */
export function tellHistory(entries: readonly Entry[]): Change[] {
  const changes = rowsOfHistory(entries).flatMap(changesOf);
  return changes.sort(({ entry: a }, { entry: b }) =>
    compareTexts([a.event_time, a.entity, a.entry], [b.event_time, b.entity, b.entry]),
  );
}

/** Groups entries by the row that they are of, each group in time. */
export function rowsOfHistory(entries: readonly Entry[]): (readonly Entry[])[] {
  const inTime = entries.toSorted((a, b) => compareTexts([a.entry], [b.entry]));
  const rows = Map.groupBy(inTime, (entry) => `${entry.entity} ${'facet' in entry ? entry.facet : ''}`);
  return [...rows.values()];
}

/** @param entries of one row, in time */
function changesOf(entries: readonly Entry[]): Change[] {
  let newerKnownSince: string | undefined;
  return entries
    .map((entry, index): Change => {
      const last = entries[index - 1];
      const { old } = entry;
      const isShown =
        last !== undefined && (old === null || !differ(rowTypes[entry.type].facet, old, last.state));
      return {
        entry,
        before: isShown ? last.state : (old ?? null),
        isBeforeReported: !isShown && old !== null,
        isAfterGap: last !== undefined && !isShown,
        newerKnownSince: undefined,
      };
    })
    .toReversed()
    .map((change) => {
      const known = newerKnownSince;
      const { written_at } = change.entry;
      if (known === undefined || written_at < known) newerKnownSince = written_at;
      const isLate = known !== undefined && Date.parse(written_at) - Date.parse(known) >= LATE_MILLISECONDS;
      return isLate ? { ...change, newerKnownSince: known } : change;
    });
}

/** Tells whether an entry is what a snapshot of Canvas said: its state is of then at the latest. */
export function isOfSnapshot({ event_name }: Entry): boolean {
  return event_name.startsWith('snapshot_');
}
