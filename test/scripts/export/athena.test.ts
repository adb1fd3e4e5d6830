import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { paginateScan } from '@aws-sdk/client-dynamodb';
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { allTableNames } from '../../../lambdas/consume-live-events/domain/tables.ts';
import { athenaSql } from '../../../scripts/athena/athena-sql.ts';
import { type Engines, startEngines } from '../../../scripts/local/engines/engines.ts';
import { type ColumnType, columns, type FileType, fileTypes } from '../../../scripts/reader/columns.ts';
import { physicalNames } from '../../support/dynamodb.ts';
import { duckDbTypes, expectedRows, openDuckDb, select } from './read-back.ts';
import { fixtureRows, type Stored, store, trickyRows } from './tables.ts';

/*
 * The published statements themselves run here, in DuckDB: a view word for word, and an external table as
 * what it says, a text a line of the files in its folder. DuckDB has other names for two functions of Trino,
 * which is what Athena runs.
 */
const trinoFunctions = [
  'CREATE MACRO json_extract_scalar(json, path) AS json_extract_string(json, path)',
  'CREATE MACRO json_format(json) AS CAST(json AS VARCHAR)',
];

let engines: Engines;
let stored: Stored[];
let duckdb: DuckDBConnection;
let bucket: string;
let sql: string;
let statements: string[];

beforeAll(async () => {
  sql = await readFile(new URL('../../../docs/athena.sql', import.meta.url), 'utf8');
  statements = sql
    .replaceAll(/^--.*\n/gm, '')
    .split(/;\n/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
  engines = await startEngines();
  stored = await store(engines.clients.dynamodb, [...fixtureRows(), ...trickyRows()]);
  bucket = await mkdtemp(join(tmpdir(), 'bucket-'));
  await exportToBucket();
  duckdb = await openDuckDb();
  for (const statement of [...trinoFunctions, ...statements.map(translate)]) await duckdb.run(statement);
});
afterAll(async () => {
  duckdb.closeSync();
  await rm(bucket, { recursive: true });
  await engines.stop();
});

/** Writes what an export to S3 does: gzip files of an item a line in DynamoDB's JSON, and some empty ones. */
async function exportToBucket(): Promise<void> {
  for (const table of allTableNames) {
    const folder = join(bucket, table, 'AWSDynamoDB', 'EXPORT_ID', 'data');
    await mkdir(folder, { recursive: true });
    const pages = paginateScan(
      { client: engines.clients.dynamodb, pageSize: 50 },
      { TableName: physicalNames[table] },
    );
    const files: string[] = [];
    for await (const { Items = [] } of pages) {
      const lines = Items.map((item) => `${JSON.stringify({ Item: item })}\n`);
      files.push(lines.join(''));
    }
    for (const [index, text] of [...files, ''].entries()) {
      await writeFile(join(folder, `${index}.json.gz`), gzipSync(text));
    }
  }
}

const externalTable =
  /^CREATE EXTERNAL TABLE (\w+) \(line string\)\nROW FORMAT DELIMITED FIELDS TERMINATED BY '\\001' LINES TERMINATED BY '\\n'\nSTORED AS TEXTFILE\nLOCATION 's3:\/\/BUCKET\/(.+)\/'$/;

function translate(statement: string): string {
  const [, table, folder] = externalTable.exec(statement) ?? [];
  if (table === undefined) return statement;
  return `CREATE VIEW ${table} AS SELECT line FROM read_csv('${bucket}/${folder}/*.json.gz', auto_detect = false,
    header = false, delim = '\u0001', quote = '', escape = '', columns = {line: 'VARCHAR'})`;
}

const viewOf = (type: FileType) => type.replaceAll('-', '_');

test('the file is what "npm run athena" writes', () => {
  expect(sql).toBe(athenaSql());
});

test('the file declares a table for each table and a view for each row type and its history, and nothing else', () => {
  const declared = statements.map((statement) => statement.split('\n', 1)[0]);
  expect(declared).toEqual([
    ...allTableNames.map((name) => `CREATE EXTERNAL TABLE ${name.replaceAll('-', '_')}_export (line string)`),
    ...fileTypes.map((type) => `CREATE OR REPLACE VIEW ${viewOf(type)} AS`),
  ]);
});

describe.each(fileTypes.map((type) => [viewOf(type), type] as const))('the view %s', (view, type) => {
  test('has the columns of the exported file, in order and type', async () => {
    const types: { readonly [Type in ColumnType]: string } = { ...duckDbTypes, instant: 'TIMESTAMP' };
    const described = await duckdb.runAndReadAll(`DESCRIBE ${view}`);
    const found = described.getRowObjects().map(({ column_name, column_type }) => [column_name, column_type]);
    expect(found).toEqual(columns[type].map(({ name, type }) => [name, types[type]]));
  });

  test('has its values', async () => {
    const [partitionKey, sortKey] = columns[type].map(({ name }) => name);
    const rows = await select(duckdb, type, `${view} ORDER BY ${partitionKey}, ${sortKey}`);
    expect(rows).toEqual(expectedRows(stored)[type]);
    expect(rows.length).toBeGreaterThan(0);
  });
});
