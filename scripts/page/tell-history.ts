import { differ, type Facet, type State } from '../../lambdas/consume-live-events/domain/facets.ts';
import type { Row } from '../../lambdas/consume-live-events/domain/merge.ts';
import { compareOrders } from '../../lambdas/consume-live-events/domain/order.ts';
import { commentIdOf } from '../../lambdas/consume-live-events/domain/row-types.ts';
import { partsOf, type RowParts } from '../reader/describe-row.ts';
import { describeStates, type Words } from './describe-state.ts';
import type { Remembered } from './read-history.ts';

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
  /** Whether a newer event of the same row had been written before it. */
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

/** Tells a story from all that the history keeps of it, oldest first over all facets. */
export function tellHistory(history: readonly Remembered[]): Step[] {
  const byRow = Map.groupBy(history, ({ row }) => row.key['facet']);
  return [...byRow.values()]
    .flatMap(tellRow)
    .sort((a, b) => compareOrders(a.order, b.order))
    .map(({ step }) => step);
}

function tellRow(history: readonly Remembered[]): { order: string; step: Step }[] {
  const oldestFirst = history.toSorted((a, b) => compareOrders(orderOf(a), orderOf(b)));
  const late = new Set(lateOf(oldestFirst));
  return oldestFirst.map((entry, i) => {
    const step = tellStep(entry, oldestFirst[i - 1]?.row.current.state ?? null);
    return { order: orderOf(entry), step: { ...step, isLate: late.has(entry) } };
  });
}

function tellStep({ row, reported, writtenAt }: Remembered, held: State | null): Omit<Step, 'isLate'> {
  const { table, key, facet, current } = row;
  const { state, order, eventName, eventTime } = current;
  const before = reported ?? held;
  const isChanged = before === null || differ(facet, state, before);
  const commentId = commentIdOf(key['facet']);
  const { status, hidden, by } = partsOf(table, { ...key, current: state });
  const words = describeStates(facet, state, isChanged ? before : null);
  return {
    id: `${key['facet'] ?? facet}#${order}`,
    facet,
    ...(commentId !== undefined && { commentId }),
    eventTime,
    eventName,
    writtenAt,
    to: words.now,
    from: isChanged ? words.before : words.now,
    isChanged,
    hasGap: reported !== null && held !== null && differ(facet, reported, held),
    isSnapshot: isSnapshot(row),
    ...(status !== undefined && { status }),
    ...(hidden !== undefined && { hidden }),
    ...(by !== undefined && { by }),
    ...scoreOf(row),
  };
}

function scoreOf({ facet, current: { state } }: Row): Pick<Step, 'score' | 'points'> {
  const name = plotted[facet];
  if (name === undefined) return {};
  const [score, points] = [state[name], state['points_possible']];
  return {
    score: typeof score === 'number' ? score : null,
    ...(typeof points === 'number' && { points }),
  };
}

/** A snapshot is taken long after what it tells: it is never late. */
function lateOf(oldestFirst: readonly Remembered[]): Remembered[] {
  let earliest = '~';
  return oldestFirst.toReversed().filter(({ row, writtenAt }) => {
    if (writtenAt > earliest) return !isSnapshot(row);
    earliest = writtenAt;
    return false;
  });
}

function isSnapshot({ current: { order, eventTime } }: Row): boolean {
  return order.startsWith('#0#', eventTime.length);
}

function orderOf({ row }: Remembered): string {
  return row.current.order;
}
