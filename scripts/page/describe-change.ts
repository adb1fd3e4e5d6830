import type { Facet } from '../../lambdas/consume-live-events/domain/facets.ts';
import { commentIdOf, facetOf } from '../../lambdas/consume-live-events/domain/row-types.ts';
import { type TableName, tables } from '../../lambdas/consume-live-events/domain/tables.ts';
import { type PlainState, partsOf, type RowParts, statesOf } from '../reader/describe-row.ts';
import type { PlainRow } from '../reader/plain-row.ts';
import { describeStates, type Words } from './describe-state.ts';

/** The two states of a row, and their circumstances, as the page lists them. Ids and texts are Canvas's. */
export type Change = RowParts & {
  /** Names the row, whatever its states. */
  readonly id: string;
  readonly facet: Facet;
  readonly commentId: string | undefined;
  readonly assignment: string | undefined;
  readonly assignmentId: string | undefined;
  /** What a plot shows of it, and of how many points. Null: no score now. Absent: of this facet there is none. */
  readonly score?: number | null;
  readonly points?: number | undefined;
  /** Its score, of a hundred. Absent: it has none, or is of no points. */
  readonly percent?: number | undefined;
  readonly now: Words;
  /** Null where nothing earlier and different is known. */
  readonly before: Words | null;
  readonly eventName: string;
  readonly eventTime: string;
  readonly writtenAt: string;
};

/** The value that a plot is of. A submission repeats the score of its grade. */
const scoreNames: { readonly [facet in Facet]?: string } = {
  grade: 'score',
  override: 'override_score',
  course_score: 'current_score',
};

/** Describes a row as a change from its previous to its current state. */
export function describeChange(table: TableName, row: PlainRow): Change {
  const { partitionKey, sortKey } = tables[table];
  const facet = facetOf(table, row);
  if (facet === undefined) throw new Error('facet: unknown to this version');
  const { now, before } = statesOf(row);
  return {
    id: JSON.stringify([table, row[partitionKey], row[sortKey]]),
    ...partsOf(table, row),
    facet,
    commentId: commentIdOf(row['facet']),
    ...describeStates(facet, now, before),
    assignment: textOf(now['assignment_name']),
    assignmentId: textOf(row['assignment_id']),
    ...scoreOf(facet, now),
    eventName: String(row['event_name']),
    eventTime: String(row['event_time']),
    writtenAt: String(row['written_at']),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function scoreOf(facet: Facet, now: PlainState): Pick<Change, 'score' | 'points' | 'percent'> {
  const name = scoreNames[facet];
  if (name === undefined) return {};
  const { [name]: score, points_possible } = now;
  const points = typeof points_possible === 'number' ? points_possible : undefined;
  if (typeof score !== 'number') return { score: null, points };
  // Canvas gives the scores of courses and overrides in percent.
  if (facet !== 'grade') return { score, percent: score };
  return { score, points, percent: points && points > 0 ? (100 * score) / points : undefined };
}
