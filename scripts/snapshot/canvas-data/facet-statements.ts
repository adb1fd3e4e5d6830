import type { DuckDBConnection } from '@duckdb/node-api';
import type { Facet } from '../../../lambdas/consume-live-events/domain/facets.ts';
import { CommandError } from '../../command/command-error.ts';
import type { CanvasDataFacet, CanvasTableName } from './canvas-tables.ts';
import { select } from './open-duckdb.ts';

/** What is read of a facet from a table, by a statement in `sql/`. */
export type Statement = { readonly facet: Facet; readonly table: CanvasTableName; readonly name: string };

const statements: readonly Statement[] = [
  { facet: 'grade', table: 'submissions', name: 'grade' },
  { facet: 'submission', table: 'submissions', name: 'submission' },
  { facet: 'custom_status', table: 'submissions', name: 'custom_status_of_submission' },
  { facet: 'override', table: 'scores', name: 'override' },
  { facet: 'course_score', table: 'scores', name: 'course_score' },
  { facet: 'custom_status', table: 'scores', name: 'custom_status_of_score' },
  { facet: 'comment', table: 'submission_comments', name: 'comment' },
];

/**
 * Chooses the statements of these facets.
 *
 * @throws CommandError when custom statuses are asked for and no record has one
 */
export async function chooseStatements(
  connection: DuckDBConnection,
  facets: readonly CanvasDataFacet[],
): Promise<readonly Statement[]> {
  const chosen = statements.filter(({ facet }) => facets.some((each) => each === facet));
  if (!facets.includes('custom_status')) return chosen;
  const tables = await tablesWithCustomStatus(connection);
  return chosen.filter(({ facet, table }) => facet !== 'custom_status' || tables.includes(table));
}

/** Files older than these statuses, or of a school that has none, must not look as if all were taken away. */
async function tablesWithCustomStatus(connection: DuckDBConnection): Promise<readonly unknown[]> {
  const found = await select(
    connection,
    `SELECT 'submissions' AS name FROM submissions_records WHERE custom_grade_status_id IS NOT NULL
      UNION SELECT 'scores' FROM scores_records WHERE custom_grade_status_id IS NOT NULL`,
  );
  if (found.length > 0) return found.map(({ name }) => name);
  throw new CommandError('custom_status: no record of submissions or scores has a custom_grade_status_id.');
}
