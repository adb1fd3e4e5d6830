import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runExport } from '../../../scripts/flat-files/run-export.ts';
import { startEngines } from '../../../scripts/local/engines/engines.ts';
import { openDuckDb } from './read-back.ts';
import { fixtureRows, store, systemOf } from './tables.ts';

let parent: string;
let duckdb: DuckDBConnection;
let snippets: string[];

beforeAll(async () => {
  const text = await readFile(new URL('../../../docs/exports.md', import.meta.url), 'utf8');
  snippets = Array.from(text.matchAll(/^```sql\n(.*?)^```/gms), ([, sql = '']) => sql);
  parent = await mkdtemp(join(tmpdir(), 'snippets-'));
  const engines = await startEngines();
  await store(engines.clients.dynamodb, fixtureRows());
  await runExport(
    systemOf(engines.clients.dynamodb),
    {
      folder: join(parent, 'grades'),
      format: 'parquet',
      segments: 1,
      rate: 100_000,
      force: false,
      withHistory: true,
    },
    { note: () => {}, update: () => {}, signal: new AbortController().signal },
  );
  await engines.stop();
  duckdb = await openDuckDb();
  await duckdb.run(`SET file_search_path = '${parent}'`);
});
afterAll(async () => {
  duckdb.closeSync();
  await rm(parent, { recursive: true });
});

const rowsOf = async (sql = '') => (await duckdb.runAndReadAll(sql)).getRowObjectsJS();

test('the query for changed grades finds the published one, under the id that Canvas Data 2 has', async () => {
  expect(await rowsOf(snippets[0])).toContainEqual({
    canvas_data_submission_id: 11086n,
    previous_grade: expect.any(String),
    current_grade: expect.any(String),
    event_time: expect.any(Date),
  });
});

test('the query for comments finds each under its own id', async () => {
  const comments = await rowsOf(snippets[1]);
  expect(comments.length).toBeGreaterThan(0);
  for (const comment of comments) {
    expect(comment).toMatchObject({ submission_comment_id: expect.stringMatching(/^\d+$/) });
  }
});

test('the query for what a grade was on a day finds the published one', async () => {
  expect(await rowsOf(snippets[2])).toMatchObject([{ state_grade: '5', event_name: 'grade_change' }]);
});

test('the documentation has no query that is not tested here', () => {
  expect(snippets).toHaveLength(3);
});
