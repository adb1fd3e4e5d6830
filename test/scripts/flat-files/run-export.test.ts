import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rowTypeNames } from '../../../lambdas/consume-live-events/domain/row-types.ts';
import { type Format, formats, type Manifest } from '../../../scripts/flat-files/manifest.ts';
import { runExport } from '../../../scripts/flat-files/run-export.ts';
import { type Engines, startEngines } from '../../../scripts/local/engines/engines.ts';
import { columns, fileTypes } from '../../../scripts/reader/columns.ts';
import { credentials, region } from '../../../scripts/system/endpoints.ts';
import { duckDbTypes, expectedRows, openDuckDb, readBack } from '../export/read-back.ts';
import { fixtureRows, manyRows, type Stored, store, systemOf, trickyRows } from '../export/tables.ts';

let engines: Engines;
let stored: Stored[];
let duckdb: DuckDBConnection;
let parent: string;

beforeAll(async () => {
  engines = await startEngines();
  stored = await store(engines.clients.dynamodb, [...fixtureRows(), ...trickyRows(), ...manyRows(300)]);
  duckdb = await openDuckDb();
  // DuckDB would take these for a pattern, and for the end of a text.
  parent = await mkdtemp(join(tmpdir(), "export [a]*?'-"));
});
afterAll(async () => {
  duckdb.closeSync();
  await rm(parent, { recursive: true });
  await engines.stop();
});

type Settings = {
  readonly withHistory?: boolean;
  readonly segments?: number;
  readonly rate?: number;
  readonly dynamodb?: DynamoDBClient;
};

async function exportTo(
  name: string,
  format: Format,
  { withHistory = true, segments = 3, rate = 100_000, dynamodb = engines.clients.dynamodb }: Settings = {},
): Promise<Manifest> {
  const console = {
    note: () => {},
    update: () => {},
    signal: new AbortController().signal,
  };
  const options = { folder: join(parent, name), format, segments, rate, force: false, withHistory };
  return runExport(systemOf(dynamodb), options, console);
}

/** A path as a text of SQL that no pattern is in. */
const quoted = (name: string) => join(parent, name).replaceAll(/[[*?]/g, '[$&]').replaceAll("'", "''");

test.each(formats)('%s holds the values of every row, in order of their keys', async (format) => {
  const { files } = await exportTo(format, format);
  expect(await readBack(duckdb, quoted(format), format)).toEqual(expectedRows(stored));
  expect(files?.reduce((sum, { rows }) => sum + rows, 0)).toBe(2 * stored.length);
  const names = fileTypes.map((name) => `${name}.${format}`);
  expect((await readdir(join(parent, format))).toSorted()).toEqual(['export.json', ...names].toSorted());
});

test('NDJSON has ids and instants as text, scores as numbers, and every column in every line', async () => {
  await exportTo('types', 'ndjson');
  const text = await readFile(join(parent, 'types', 'submissions-grade.ndjson'), 'utf8');
  const rows = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const published = rows.find(({ submission_id }) => submission_id === '21070000000011086');
  expect(published).toMatchObject({
    current_score: expect.any(Number),
    current_hidden: expect.any(Boolean),
    event_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  });
  const names = columns['submissions-grade'].map(({ name }) => name);
  for (const row of rows) expect(Object.keys(row)).toEqual(names);
});

test('Parquet has the types itself: instants are UTC timestamps', async () => {
  await exportTo('schema', 'parquet');
  for (const name of fileTypes) {
    const described = await duckdb.runAndReadAll(
      `DESCRIBE SELECT * FROM read_parquet('${quoted('schema')}/${name}.parquet')`,
    );
    const found = described.getRowObjects().map(({ column_name, column_type }) => [column_name, column_type]);
    expect(found).toEqual(columns[name].map(({ name, type }) => [name, duckDbTypes[type]]));
  }
});

test('CSV tells the empty text from null by its quotes', async () => {
  await exportTo('quotes', 'csv');
  const text = await readFile(join(parent, 'quotes', 'submissions-grade.csv'), 'utf8');
  // The first of the tricky rows: its grade and its assignment's name are the empty text.
  const line = text.split('\n').find((each) => each.startsWith('21070000000011000,'));
  expect(line?.split(',').slice(6, 15)).toEqual([
    '""',
    '5.0',
    '10.0',
    'graded',
    'false',
    'true',
    '',
    '""',
    '',
  ]);
});

test('without the history there are the files of rows alone', async () => {
  const { files } = await exportTo('rows', 'csv', { withHistory: false });
  expect(files?.map(({ name }) => name)).toEqual(rowTypeNames.map((type) => `${type}.csv`));
  expect(files?.reduce((sum, { rows }) => sum + rows, 0)).toBe(stored.length);
});

test('the files do not depend on how the tables were read', async () => {
  await exportTo('one', 'ndjson', { segments: 1 });
  await exportTo('many', 'ndjson', { segments: 16, rate: 2000 });
  for (const name of fileTypes) {
    const [one, many] = await Promise.all(
      ['one', 'many'].map((folder) => readFile(join(parent, folder, `${name}.ndjson`), 'utf8')),
    );
    expect(many).toBe(one);
  }
});

test('an empty system gives empty files, with their columns where the format has them', async () => {
  const empty = await startEngines();
  try {
    await store(empty.clients.dynamodb, []);
    for (const format of formats) {
      const { files } = await exportTo(`empty-${format}`, format, { dynamodb: empty.clients.dynamodb });
      expect(files?.map(({ rows }) => rows)).toEqual(fileTypes.map(() => 0));
      const read = await readBack(duckdb, quoted(`empty-${format}`), format);
      expect(Object.values(read).flat()).toEqual([]);
    }
  } finally {
    await empty.stop();
  }
});

describe('when DynamoDB has no capacity left', () => {
  /** A client whose scans are throttled so often in a row, over and over. */
  function throttled(times: number): DynamoDBClient {
    const dynamodb = new DynamoDBClient({
      endpoint: engines.endpoints.dynamodb,
      region,
      credentials,
      maxAttempts: 1,
    });
    let scans = 0;
    dynamodb.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName !== 'ScanCommand') return next(args);
          scans += 1;
          if (scans % (times + 1) === 0) return next(args);
          throw Object.assign(new Error('too fast'), { name: 'ProvisionedThroughputExceededException' });
        },
      { step: 'initialize' },
    );
    return dynamodb;
  }

  test('the export waits and asks again', async () => {
    await exportTo('patient', 'ndjson', { dynamodb: throttled(2), segments: 1 });
    expect(await readBack(duckdb, quoted('patient'), 'ndjson')).toEqual(expectedRows(stored));
  });

  test('it gives up in the end, and the next run resumes', async () => {
    const never = exportTo('late', 'ndjson', { dynamodb: throttled(1000) });
    await expect(never).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' });
    await exportTo('late', 'ndjson');
    expect(await readBack(duckdb, quoted('late'), 'ndjson')).toEqual(expectedRows(stored));
  });
});
