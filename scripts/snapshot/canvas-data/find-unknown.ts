import type { DuckDBConnection } from '@duckdb/node-api';
import type { Facet } from '../../../lambdas/consume-live-events/domain/facets.ts';
import { type TableName, tables } from '../../../lambdas/consume-live-events/domain/tables.ts';
import type { RowKey } from '../../../lambdas/consume-live-events/row-item.ts';
import type { HeldRow, Unknown } from '../source.ts';
import type { CanvasDataFacet } from './canvas-tables.ts';
import { select } from './open-duckdb.ts';

const submissions = {
  table: 'submissions',
  there: 'SELECT lift(id) AS first, NULL AS second FROM submissions_records',
} as const;

/** Facets of which Canvas has a record for each row, with the keys that its records have. */
const recorded = {
  grade: submissions,
  submission: submissions,
  override: { table: 'scores', there: 'SELECT lift(id) AS first, NULL AS second FROM scores_records' },
  course_score: {
    table: 'course-scores',
    there: 'SELECT lift(course_id) AS first, lift(user_id) AS second FROM enrollments_records',
  },
} as const satisfies { readonly [Name in Facet]?: { readonly table: TableName; readonly there: string } };

type RecordedFacet = keyof typeof recorded;

const SHOWN_EXAMPLES = 5;

/**
 * Finds rows of ours that no record in the files is of, be it a deleted one.
 *
 * @param rows all rows there are
 */
export async function findUnknown(
  connection: DuckDBConnection,
  facets: readonly CanvasDataFacet[],
  rows: AsyncIterable<HeldRow>,
): Promise<Unknown> {
  const asked = (Object.keys(recorded) as RecordedFacet[]).filter((facet) => facets.includes(facet));
  await connection.run('CREATE TABLE held (facet VARCHAR, first VARCHAR, second VARCHAR)');
  const appender = await connection.createAppender('held');
  for await (const { facet, key } of rows) {
    if (!asked.some((each) => each === facet)) continue;
    for (const value of [facet, ...key]) appender.appendVarchar(value);
    appender.endRow();
  }
  appender.closeSync();
  const counts: { [Name in Facet]?: number } = {};
  const examples: RowKey[] = [];
  for (const facet of asked) {
    const { table, there } = recorded[facet];
    const { partitionKey, sortKey } = tables[table];
    const unknown = await select(
      connection,
      `SELECT first, second, count(*) OVER () AS times
        FROM held ANTI JOIN (${there}) AS there
          ON held.first = there.first AND held.second = coalesce(there.second, held.second)
        WHERE facet = '${facet}' ORDER BY first, second LIMIT ${SHOWN_EXAMPLES}`,
    );
    if (unknown[0] !== undefined) counts[facet] = Number(unknown[0]['times']);
    for (const { first, second } of unknown)
      examples.push({ table, key: { [partitionKey]: String(first), [sortKey]: String(second) } });
  }
  return { counts, examples: examples.slice(0, SHOWN_EXAMPLES) };
}
