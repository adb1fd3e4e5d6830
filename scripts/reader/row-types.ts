import { type Facet, facetOf } from '../../lambdas/consume-live-events/domain/facets.ts';
import type { TableName } from '../../lambdas/consume-live-events/domain/tables.ts';

/** Every kind of row: its table and facet. What is read from a table has one of these as its `type`. */
export const rowTypes = {
  'submissions-grade': { table: 'submissions', facet: 'grade' },
  'submissions-submission': { table: 'submissions', facet: 'submission' },
  'submissions-comment': { table: 'submissions', facet: 'comment' },
  'submissions-custom_status': { table: 'submissions', facet: 'custom_status' },
  'scores-override': { table: 'scores', facet: 'override' },
  'scores-custom_status': { table: 'scores', facet: 'custom_status' },
  'course-scores': { table: 'course-scores', facet: 'course_score' },
} as const satisfies Record<string, { readonly table: TableName; readonly facet: Facet }>;

export type RowType = keyof typeof rowTypes;

export const rowTypeNames = Object.keys(rowTypes) as RowType[];

/** Tells the type of a row of a table; undefined for a facet that only a later version knows. */
export function rowTypeOf(
  table: TableName,
  row: { readonly [attribute: string]: unknown },
): RowType | undefined {
  const facet = facetOf(table, { facet: String(row['facet']) });
  return rowTypeNames.find((type) => rowTypes[type].table === table && rowTypes[type].facet === facet);
}
