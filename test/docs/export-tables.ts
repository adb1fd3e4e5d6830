import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import type { DuckDBConnection } from '@duckdb/node-api';
import { allTableNames } from '../../lambdas/consume-live-events/domain/tables.ts';
import { flatten, typeOf } from '../../scripts/flat-files/flatten.ts';
import { type ColumnType, columns, fileTypes } from '../../scripts/reader/columns.ts';
import { physicalNames } from '../support/dynamodb.ts';

const sqlTypes: { readonly [type in ColumnType]: string } = {
  text: 'VARCHAR',
  double: 'DOUBLE',
  integer: 'BIGINT',
  boolean: 'BOOLEAN',
  instant: 'TIMESTAMP',
  ids: 'VARCHAR',
};

/** Creates a table of each row type, with the name and columns it has in an export, from the tables of DynamoDB. */
export async function createExportTables(duckdb: DuckDBConnection, client: DynamoDBClient): Promise<void> {
  const lines = new Map(fileTypes.map((type) => [type, [] as string[]]));
  for (const table of allTableNames) {
    for await (const { Items = [] } of paginateScan({ client }, { TableName: physicalNames[table] })) {
      for (const item of Items) {
        const type = typeOf(table, item);
        lines.get(type)?.push(JSON.stringify(flatten(type, item)));
      }
    }
  }
  const folder = await mkdtemp(join(tmpdir(), 'dictionary-'));
  try {
    for (const name of fileTypes) {
      const file = join(folder, `${name}.ndjson`);
      await writeFile(file, `${lines.get(name)?.join('\n')}\n`);
      const types = columns[name].map(({ name, type }) => `${name}: '${sqlTypes[type]}'`);
      await duckdb.run(
        `CREATE TABLE ${name.replaceAll('-', '_')} AS SELECT * FROM read_json('${file}', format = 'newline_delimited', columns = {${types.join(', ')}})`,
      );
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * Creates what Canvas Data 2 would hold of the submissions of shard 10070: the same scores but for one that
 * changed without an event, and a submission that no event told of.
 */
export async function createCanvasData(duckdb: DuckDBConnection): Promise<void> {
  await duckdb.run('CREATE SCHEMA canvas');
  await duckdb.run(`
    CREATE TABLE canvas.submissions AS
    SELECT CAST(submission_id AS BIGINT) % 10000000000000 AS id,
      CASE WHEN submission_id = '100700000000005040' THEN 0.0 ELSE current_score END AS score,
      'graded' AS workflow_state, false AS excused, event_time AS updated_at
    FROM submissions_grade
    WHERE CAST(submission_id AS BIGINT) // 10000000000000 = 10070
    UNION ALL SELECT 999999, 0.0, 'graded', false, TIMESTAMP '2024-03-31 23:59:00'`);
}
