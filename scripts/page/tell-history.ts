import { differ, type Facet } from '../../lambdas/consume-live-events/domain/facets.ts';
import { commentIdOf, rowTypes } from '../../lambdas/consume-live-events/domain/row-types.ts';
import { partsOf, type RowParts } from '../reader/describe-row.ts';
import type { Entry } from '../reader/history-entry.ts';
import { type Change, isOfSnapshot, tellHistory } from '../reader/tell-history.ts';
import { describeStates, type Words } from './describe-state.ts';

/** A step of a story: what one event said, beside what was known before it. */
export type Step = Pick<RowParts, 'status' | 'hidden' | 'by'> & {
  /** Names the step among those of its story. */
  readonly id: string;
  readonly facet: Facet;
  readonly commentId?: string;
  readonly eventTime: string;
  /** Empty where only the row remembered it, which keeps no names. */
  readonly eventName: string;
  readonly writtenAt: string;
  readonly to: Words;
  /** Null where nothing earlier is known. */
  readonly from: Words | null;
  /** Whether a value differs from before. */
  readonly isChanged: boolean;
  /** Whether the event reports other old values than the event before it gave: one between them is missing. */
  readonly hasGap: boolean;
  /** Whether a newer event of the same row had been written a minute or more before it. */
  readonly isLate: boolean;
  /** Whether no event said so but a snapshot of Canvas's data. */
  readonly isSnapshot: boolean;
  /** What a plot shows of it, and of how many points. Null: no score then. Absent: of this facet there is none. */
  readonly score?: number | null;
  readonly points?: number;
};

/** The value that a plot is of. A submission repeats the score of its grade. */
const plotted: { readonly [facet in Facet]?: string } = {
  grade: 'score',
  override: 'override_score',
  course_score: 'current_score',
};

/** Tells a story in steps, oldest first, from all that the history keeps of it. */
export function tellSteps(entries: readonly Entry[]): Step[] {
  return tellHistory(entries).map(tellStep);
}

function tellStep({ entry, before, isAfterGap, newerKnownSince }: Change): Step {
  const { table, facet } = rowTypes[entry.type];
  const { state } = entry;
  const isChanged = before === null || differ(facet, state, before);
  const commentId = 'facet' in entry ? commentIdOf(entry.facet) : undefined;
  const { status, hidden, by } = partsOf(table, { ...entry, current: state });
  const words = describeStates(facet, state, isChanged ? before : null);
  const isSnapshot = isOfSnapshot(entry);
  return {
    id: entry.entry,
    facet,
    ...(commentId !== undefined && { commentId }),
    eventTime: entry.event_time,
    eventName: entry.event_name,
    writtenAt: entry.written_at,
    to: words.now,
    from: isChanged ? words.before : words.now,
    isChanged,
    hasGap: isAfterGap,
    // A snapshot is taken long after what it tells.
    isLate: newerKnownSince !== undefined && !isSnapshot,
    isSnapshot,
    ...(status !== undefined && { status }),
    ...(hidden !== undefined && { hidden }),
    ...(by !== undefined && { by }),
    ...scoreOf(facet, state),
  };
}

function scoreOf(facet: Facet, state: { readonly [name: string]: unknown }): Pick<Step, 'score' | 'points'> {
  const name = plotted[facet];
  if (name === undefined) return {};
  const { [name]: score, points_possible: points } = state;
  return {
    score: typeof score === 'number' ? score : null,
    ...(typeof points === 'number' && { points }),
  };
}
