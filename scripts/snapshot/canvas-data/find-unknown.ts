import type { DuckDBConnection } from '@duckdb/node-api';
import type { Facet } from '../../../lambdas/consume-live-events/domain/facets.ts';
import { type TableName, tables } from '../../../lambdas/consume-live-events/domain/tables.ts';
import type { HeldRow, Unknown } from '../source.ts';
import type { CanvasDataFacet } from './canvas-tables.ts';
import { select } from './newest-records.ts';

/** Facets of which Canvas has a record for each row, with the keys that its records have. */
const recorded = {
  grade: { table: 'submissions', there: 'SELECT lift(id) AS first, NULL AS second FROM submissions_records' },
  submission: {
    table: 'submissions',
    there: 'SELECT lift(id) AS first, NULL AS second FROM submissions_records',
  },
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
  for await (const { table, key, facet } of rows) {
    if (!asked.some((each) => each === facet)) continue;
    const { partitionKey, sortKey } = tables[table];
    for (const value of [facet, key[partitionKey], key[sortKey]]) appender.appendVarchar(value ?? '');
    appender.endRow();
  }
  appender.closeSync();
  const counts: { [Name in Facet]?: number } = {};
  const examples: Pick<HeldRow, 'table' | 'key'>[] = [];
  for (const facet of asked) {
    const { table, there } = recorded[facet];
    const unknown = `FROM held ANTI JOIN (${there}) AS there ON held.first = there.first
      AND held.second = coalesce(there.second, held.second) WHERE facet = '${facet}'`;
    const [found] = await select(connection, `SELECT count(*)::DOUBLE AS count ${unknown}`);
    const count = Number(found?.['count']);
    if (count > 0) counts[facet] = count;
    const { partitionKey, sortKey } = tables[table];
    const first = await select(
      connection,
      `SELECT first, second ${unknown} ORDER BY first, second LIMIT ${SHOWN_EXAMPLES - examples.length}`,
    );
    for (const row of first)
      examples.push({
        table,
        key: { [partitionKey]: String(row['first']), [sortKey]: String(row['second']) },
      });
  }
  return { counts, examples };
}
