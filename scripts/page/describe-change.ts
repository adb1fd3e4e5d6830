import type { Facet } from '../../lambdas/consume-live-events/domain/facets.ts';
import { commentIdOf, facetOf } from '../../lambdas/consume-live-events/domain/row-types.ts';
import { type TableName, tables } from '../../lambdas/consume-live-events/domain/tables.ts';
import type { PlainRow } from '../reader/plain-row.ts';
import { describeStates, type PlainState, type Words } from './describe-state.ts';

/** The two states of a row, and their circumstances, as the page lists them. Ids and texts are Canvas's. */
export type Change = {
  /** Names the row, whatever its states. */
  readonly id: string;
  /** What the row is of: `submission` or `score` and its id, `course` for a course score. */
  readonly subject: { readonly kind: string; readonly id: string };
  readonly facet: Facet;
  readonly commentId?: string;
  readonly assignment?: string;
  readonly now: Words;
  /** Null where nothing earlier and different is known. */
  readonly before: Words | null;
  readonly source?: string;
  readonly status?: string;
  readonly hidden?: boolean;
  readonly student?: string;
  /** Who graded or wrote. Null: automatic. Absent: the event does not say. */
  readonly by?: string | null;
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
  const now = (row['current'] ?? {}) as PlainState;
  const before = (row['previous'] ?? null) as PlainState | null;
  const words = describeStates(facet, now, before);
  const { assignment_name: assignment, status, hidden } = now;
  const by = facet === 'comment' ? now['author_id'] : now['grader_id'];
  return {
    id: JSON.stringify([table, row[partitionKey], row[sortKey]]),
    subject: { kind: partitionKey.replace(/_id$/, ''), id: String(row[partitionKey]) },
    facet,
    ...(commentId !== undefined && { commentId }),
    ...words,
    ...(typeof before?.['source'] === 'string' && { source: before['source'] }),
    ...(typeof assignment === 'string' && { assignment }),
    ...(facet === 'grade' && typeof status === 'string' && { status }),
    ...(typeof hidden === 'boolean' && { hidden }),
    ...(typeof row['user_id'] === 'string' && { student: row['user_id'] }),
    ...((typeof by === 'string' || by === null) && { by }),
    eventName: String(row['event_name']),
    eventTime: String(row['event_time']),
    writtenAt: String(row['written_at']),
  };
}
