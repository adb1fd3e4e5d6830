import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CommandError } from '../../../scripts/command/command-error.ts';
import { formats } from '../../../scripts/flat-files/manifest.ts';
import type { DuckDb } from '../../../scripts/flat-files/open-duckdb.ts';
import { columns, fileTypes, sqlName } from '../../../scripts/reader/columns.ts';
import { fixtureRows, trickyRows } from '../export/tables.ts';
import { answerTo, type Exported, exportRows, open } from './exported.ts';

let exported: Exported;
let database: DuckDb;
let names: string;

beforeAll(async () => {
  exported = await exportRows([...fixtureRows(), ...trickyRows()], formats);
  names = join(exported.folder, 'names.csv');
  await writeFile(names, 'id,sis_id,name\n21070000000000048,00123,Ada\n21070000000000049,,"B, ""C"""\n');
  database = await open(join(exported.folder, 'parquet'), [{ name: 'names', path: names }]);
});
afterAll(async () => {
  database.close();
  await exported.remove();
});

describe.each(fileTypes)('the view of %s', (type) => {
  const view = sqlName(type);
  const [partitionKey = '', sortKey = ''] = columns[type].map(({ name }) => name);
  const everything = `SELECT * FROM ${view} ORDER BY ${partitionKey}, ${sortKey}`;

  test('has the columns of the export', async () => {
    expect((await answerTo(database, everything)).names).toEqual(columns[type].map(({ name }) => name));
  });

  test.each(formats)('says the same over an export in %s', async (format) => {
    const other = await open(join(exported.folder, format));
    try {
      const answer = await answerTo(other, everything);
      expect(answer.rows.length).toBeGreaterThan(0);
      expect(answer).toEqual(await answerTo(database, everything));
      const types = `DESCRIBE ${view}`;
      expect(await answerTo(other, types)).toEqual(await answerTo(database, types));
    } finally {
      other.close();
    }
  });
});

test('times are in UTC, and compare with plain ones', async () => {
  const sql = `SELECT event_time, hour(event_time) AS hour FROM submissions_grade
    WHERE submission_id = '21070000000011086' AND event_time < TIMESTAMP '2019-11-01 19:11:06'`;
  expect((await answerTo(database, sql)).rows).toEqual([['2019-11-01T19:11:05.222Z', 19]]);
});

test('a CSV file is a table of texts to join with', async () => {
  const sql = 'SELECT n.name, n.sis_id FROM submissions_grade JOIN names AS n ON user_id = n.id';
  expect((await answerTo(database, sql)).rows).toContainEqual(['Ada', '00123']);
  expect((await answerTo(database, 'SELECT sis_id, name FROM names WHERE name LIKE $$B%$$')).rows).toEqual([
    [null, 'B, "C"'],
  ]);
  expect((await answerTo(database, 'SELECT DISTINCT typeof(id), typeof(sis_id) FROM names')).rows).toEqual([
    ['VARCHAR', 'VARCHAR'],
  ]);
});

test.each([
  ['parquet', 'canvas.submissions'],
  ['ndjson', 'lines'],
])('a file of %s is the table %s, with types of its own', async (format, name) => {
  const path = join(exported.folder, format, `submissions-grade.${format}`);
  const other = await open(join(exported.folder, 'csv'), [{ name, path }]);
  const sql = `SELECT count(*) = (SELECT count(*) FROM ${name}), max(current_score) > 1 FROM submissions_grade`;
  expect((await answerTo(other, sql)).rows).toEqual([[true, true]]);
  other.close();
});

describe('a locked database', () => {
  test.each([
    ['reads no file that was not named', () => `SELECT * FROM read_csv('${names.replaceAll("'", "''")}')`],
    ['reads no file under its bare name', () => `FROM '/etc/passwd'`],
    ['reads no text', () => `SELECT * FROM read_text('/etc/passwd')`],
    ['lists no folder', () => `SELECT * FROM glob('/*')`],
    ['writes no file', () => `COPY submissions_grade TO '/tmp/never.csv'`],
    ['attaches no database', () => `ATTACH '/tmp/never.duckdb'`],
    ['changes no row', () => 'DELETE FROM names'],
    ['makes no table', () => 'CREATE TABLE t AS SELECT 1'],
    ['drops no view', () => 'DROP VIEW submissions_grade'],
    ['changes no setting', () => 'SET lock_configuration = false'],
    ['loads no extension', () => 'INSTALL httpfs'],
    ['answers one statement, not two', () => 'SELECT 1; SELECT 2'],
    ['answers no empty statement', () => ' -- nothing\n;'],
  ])('%s', async (_, sql) => {
    await expect(answerTo(database, sql())).rejects.toThrow(CommandError);
  });

  test('keeps the files of the export as they are, though it may read them', async () => {
    const path = join(exported.folder, 'parquet', 'submissions-grade.parquet');
    const before = await readFile(path, 'latin1');
    const to = path.replaceAll("'", "''");
    await expect(answerTo(database, `COPY names TO '${to}'`)).rejects.toThrow(/Only questions/);
    await expect(
      answerTo(database, `EXPLAIN ANALYZE COPY names TO '${to}' (USE_TMP_FILE false)`),
    ).rejects.toThrow(/Only questions/);
    expect(await readFile(path, 'latin1')).toBe(before);
  });

  test('does not read other files even where a statement is not looked at', async () => {
    await expect(database.duckdb.run(`COPY names TO '/tmp/never.csv'`)).rejects.toThrow(/Permission Error/);
    await expect(database.duckdb.run('SET enable_external_access = true')).rejects.toThrow(/locked|disabled/);
  });
});

describe('an error', () => {
  test('about the statement is told in full', async () => {
    await expect(answerTo(database, 'SELECT grade FROM submissions_grade')).rejects.toThrow(
      /"grade" not found/,
    );
  });

  test('about a row tells no value of it', async () => {
    const sql = `SELECT CAST(name AS DOUBLE) FROM names`;
    const error: unknown = await answerTo(database, sql).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(CommandError);
    expect(String(error)).toMatch(/Conversion Error: Could not convert string … to DOUBLE/);
    expect(String(error)).not.toMatch(/Ada/);
  });

  test('about a file names it, and no line of it', async () => {
    const path = join(exported.folder, 'wrong.csv');
    await writeFile(path, 'id,name\n1,Ada,Grace\n2\n');
    const opening = open(join(exported.folder, 'parquet'), [{ name: 'wrong', path }]);
    const error: unknown = await opening.catch((error: unknown) => error);
    expect(error).toBeInstanceOf(CommandError);
    expect(String(error)).toMatch(/--with wrong=.*wrong\.csv: /);
    expect(String(error)).not.toMatch(/Ada|Grace/);
  });

  test.each(['names', 'submissions_grade'])('says that there is a table %s already', async (name) => {
    const extras = [
      { name: 'names', path: names },
      { name, path: names },
    ];
    await expect(open(join(exported.folder, 'parquet'), extras)).rejects.toThrow(CommandError);
  });
});

test('a folder without an export, and an interrupted one, are refused', async () => {
  await expect(open(exported.folder)).rejects.toThrow(/holds no export/);
  const folder = join(exported.folder, 'interrupted');
  await mkdir(folder);
  const manifest = JSON.parse(await readFile(join(exported.folder, 'csv', 'export.json'), 'utf8')) as object;
  await writeFile(join(folder, 'export.json'), JSON.stringify({ ...manifest, state: 'interrupted' }));
  await expect(open(folder)).rejects.toThrow(/was interrupted/);
});

test('an export that knows fewer types of row has fewer views', async () => {
  const folder = join(exported.folder, 'older');
  await mkdir(folder);
  const text = await readFile(join(exported.folder, 'csv', 'export.json'), 'utf8');
  const manifest = JSON.parse(text) as { files: { name: string }[] };
  const files = manifest.files.filter(({ name }) => name !== 'course-scores.csv');
  await writeFile(join(folder, 'export.json'), JSON.stringify({ ...manifest, files }));
  for (const { name } of files) await copyFile(join(exported.folder, 'csv', name), join(folder, name));
  const older = await open(folder);
  await expect(answerTo(older, 'FROM course_scores')).rejects.toThrow(/does not exist/);
  expect((await answerTo(older, 'FROM scores_override')).rows.length).toBeGreaterThan(0);
  older.close();
});
