import { differ } from '../../lambdas/consume-live-events/domain/facets.ts';
import { rowTypes } from '../../lambdas/consume-live-events/domain/row-types.ts';
import type { Entry } from '../reader/history-entry.ts';
import { isOfSnapshot, type Change as Told, tellHistory } from '../reader/tell-history.ts';
import { type Change, describeChange } from './describe-change.ts';

/**
 * A step of a story: what one event said, beside what was known before it. Its id names it among the steps of its
 * story; the name of its event is empty where only the row remembered it.
 */
export type Step = Change & {
  /** Whether a value differs from before. */
  readonly isChanged: boolean;
  /** Whether the event reports other old values than the event before it gave: one between them is missing. */
  readonly hasGap: boolean;
  /** Whether a newer event of the same row had been written a minute or more before it. */
  readonly isLate: boolean;
  /** Whether no event said so but a snapshot of Canvas's data. */
  readonly isSnapshot: boolean;
};

/** Tells a story in steps, oldest first, from all that the history keeps of it. */
export function tellSteps(entries: readonly Entry[]): Step[] {
  return tellHistory(entries).map(tellStep);
}

function tellStep({ entry, before, isAfterGap, newerKnownSince }: Told): Step {
  const { table, facet } = rowTypes[entry.type];
  const isChanged = before === null || differ(facet, entry.state, before);
  const isSnapshot = isOfSnapshot(entry);
  return {
    ...describeChange(table, { ...entry, current: entry.state, previous: isChanged ? before : null }),
    id: entry.entry,
    isChanged,
    hasGap: isAfterGap,
    // A snapshot is taken long after what it tells.
    isLate: newerKnownSince !== undefined && !isSnapshot,
    isSnapshot,
  };
}
