import { CommandError } from '../../command/command-error.ts';
import type { CanvasDataFacet, CanvasTableName } from './canvas-tables.ts';
import type { Tables } from './load-tables.ts';

/** What is read of a facet from a table, by a statement in `sql/`. */
export type Statement = {
  readonly facet: CanvasDataFacet;
  readonly table: CanvasTableName;
  readonly name: string;
};

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
 * Chooses the statements of these facets. Files older than custom statuses, or of a school that has none, must not
 * look as if all were taken away.
 *
 * @throws CommandError when custom statuses are asked for and no record has one
 */
export function chooseStatements(tables: Tables, facets: readonly CanvasDataFacet[]): readonly Statement[] {
  const chosen = statements.filter(
    ({ facet, table }) =>
      facets.includes(facet) && (facet !== 'custom_status' || tables.get(table)?.hasCustomStatus === true),
  );
  if (!facets.includes('custom_status') || chosen.some(({ facet }) => facet === 'custom_status'))
    return chosen;
  throw new CommandError('custom_status: no record of submissions or scores has a custom_grade_status_id.');
}
