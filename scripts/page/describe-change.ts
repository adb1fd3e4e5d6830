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
  readonly commentId?: string;
  readonly assignment?: string;
  readonly assignmentId?: string;
  /** Its score, of a hundred. Absent: it has none, or is of no points. */
  readonly percent?: number;
  readonly now: Words;
  /** Null where nothing earlier and different is known. */
  readonly before: Words | null;
  readonly eventName: string;
  readonly eventTime: string;
  readonly writtenAt: string;
};

/** Describes a row as a change from its previous to its current state. */
export function describeChange(table: TableName, row: PlainRow): Change {
  const { partitionKey, sortKey } = tables[table];
  const facet = facetOf(table, row);
  if (facet === undefined) throw new Error('facet: unknown to this version');
  const commentId = commentIdOf(row['facet']);
  const { now, before } = statesOf(row);
  const { assignment_name: assignment } = now;
  const assignmentId = row['assignment_id'];
  const percent = percentOf(facet, now);
  return {
    id: JSON.stringify([table, row[partitionKey], row[sortKey]]),
    ...partsOf(table, row),
    facet,
    ...(commentId !== undefined && { commentId }),
    ...describeStates(facet, now, before),
    ...(typeof assignment === 'string' && { assignment }),
    ...(typeof assignmentId === 'string' && { assignmentId }),
    ...(percent !== undefined && { percent }),
    eventName: String(row['event_name']),
    eventTime: String(row['event_time']),
    writtenAt: String(row['written_at']),
  };
}

/** Canvas gives the scores of courses and overrides in percent. */
function percentOf(facet: Facet, now: PlainState): number | undefined {
  const { score, points_possible: points } = now;
  if (facet === 'grade') {
    return typeof score === 'number' && typeof points === 'number' && points > 0
      ? (100 * score) / points
      : undefined;
  }
  const percent = now[facet === 'override' ? 'override_score' : 'current_score'];
  return typeof percent === 'number' ? percent : undefined;
}
