import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Row } from '../../../lambdas/consume-live-events/domain/merge.ts';
import { type Engines, startEngines } from '../../../scripts/local/engines/engines.ts';
import { outputsOfTables } from '../../support/dynamodb.ts';
import { gradeChange, rowOf } from '../../support/messages.ts';
import { announceIn, type Ended, startCommand, startScanCounter } from '../export/command.ts';
import { openDuckDb } from '../export/read-back.ts';
import { fixtureRows, manyRows, store } from '../export/tables.ts';
import { type Exported, exportRows } from './exported.ts';

/* The command as it is run, in a process of its own, over an export and over a system that is announced to it. */
let engines: Engines;
let counter: Awaited<ReturnType<typeof startScanCounter>>;
let exported: Exported;
/** What the command finds as its temporary folder. */
let temporary: string;

const terminalCode = rowOf(gradeChange({ submission_id: '21070000000099999', grade: '\u001b[2J' }));
const rows: readonly Row[] = [...fixtureRows(), terminalCode, ...manyRows(300)];

beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'sql-command-'));
  exported = await exportRows(rows, ['parquet']);
  engines = await startEngines();
  counter = await startScanCounter(engines.endpoints.dynamodb);
  await store(engines.clients.dynamodb, rows);
  await announceIn(temporary, {
    pid: process.pid,
    stack: 'canvas-grade-state-test',
    page: '',
    endpoints: { ...engines.endpoints, dynamodb: counter.endpoint },
    outputs: { LiveEventsQueueUrl: 'none', DeadLetterQueueUrl: 'none', ...outputsOfTables },
  });
});
afterAll(async () => {
  await counter.stop();
  await engines.stop();
  await exported.remove();
  await rm(temporary, { recursive: true });
});

const start = (args: readonly string[], input = '') => startCommand('sql', args, temporary, { input });
const run = (args: readonly string[], input?: string): Promise<Ended> => start(args, input).ended;
const overExport = (args: readonly string[], input?: string) =>
  run([...args, '--export', join(exported.folder, 'parquet')], input);

/** What the command has left behind. */
const leftovers = async () =>
  (await readdir(temporary)).filter((name) => name.startsWith('grade-state-sql-'));

const one = `SELECT submission_id, current_score, NULL AS nothing FROM submissions_grade
  WHERE submission_id = '21070000000011086' AND facet = 'grade';`;

describe('an answer', () => {
  test.each([
    [[], 'submission_id      current_score  nothing\n21070000000011086              5        -\n(1 row)\n'],
    [['--format', 'csv'], 'submission_id,current_score,nothing\r\n21070000000011086,5,\r\n'],
    [['--format', 'ndjson'], '{"submission_id":"21070000000011086","current_score":5,"nothing":null}\n'],
    [
      ['--format', 'json'],
      '[\n{\n  "submission_id": "21070000000011086",\n  "current_score": 5,\n  "nothing": null\n}\n]\n',
    ],
  ])('with %j is exact', async (format, stdout) => {
    expect(await overExport([one, ...format])).toMatchObject({ status: 0, stdout });
  });

  test('in CSV comes with what a spreadsheet would do to it', async () => {
    expect((await overExport([one, '--format', 'csv'])).stderr).toMatch(/^Read every column as text/);
  });

  test('of no rows still has its heads', async () => {
    expect((await overExport(['SELECT 1 AS a WHERE false'])).stdout).toBe('a\n(0 rows)\n');
  });

  test('names each column once', async () => {
    const { stdout } = await overExport(['SELECT 1 AS a, 2 AS a', '--format', 'ndjson']);
    expect(stdout).toBe('{"a":1,"a:1":2}\n');
  });

  test('obeys nothing that a grade holds', async () => {
    const { stdout } = await overExport([
      `SELECT current_grade FROM submissions_grade WHERE submission_id = '21070000000099999'`,
    ]);
    expect(stdout).toContain('\\u001b[2J');
  });

  test('ends quietly when whoever reads stops reading', async () => {
    const { process: child, ended } = start([
      'FROM range(10000000)',
      '--export',
      join(exported.folder, 'parquet'),
    ]);
    child.stdout?.once('data', () => child.stdout?.destroy());
    // Its output has no end that could be read.
    ended.catch(() => {});
    const [status] = (await once(child, 'exit')) as [number | null];
    expect(status).toBe(0);
  });
});

describe('a Parquet file', () => {
  test('has the rows in the order and with the types of the answer, and is private', async () => {
    const path = join(temporary, 'answer.parquet');
    const sql =
      'SELECT submission_id AS "a ""b""", event_time, current_score FROM submissions_grade ORDER BY 1 DESC;';
    const ended = await overExport([sql, '--format', 'parquet', '--to', path]);
    expect(ended).toMatchObject({
      status: 0,
      stdout: '',
      stderr: expect.stringMatching(/rows in .*student data/),
    });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const duckdb = await openDuckDb();
    const read = await duckdb.runAndReadAll(`SELECT * FROM '${path}'`);
    duckdb.closeSync();
    const ids = read.getRowsJson().map(([id]) => JSON.stringify(id));
    expect(read.columnNames()).toEqual(['a "b"', 'event_time', 'current_score']);
    expect(read.columnTypes().map(String)).toEqual(['VARCHAR', 'TIMESTAMP WITH TIME ZONE', 'DOUBLE']);
    expect(ids).toEqual(ids.toSorted().toReversed());
    expect(ids.length).toBeGreaterThan(200);
  });

  test('never replaces a file', async () => {
    const path = join(temporary, 'there.parquet');
    await writeFile(path, 'mine');
    const ended = await overExport(['SELECT 1', '--format', 'parquet', '--to', path]);
    expect(ended).toMatchObject({ status: 1, stderr: expect.stringContaining('there is such a file') });
    expect((await stat(path)).size).toBe(4);
  });
});

describe('of a running system', () => {
  test('the rows are read, and nothing of them is left behind', async () => {
    const { status, stdout } = await run([
      'SELECT (SELECT count(*) FROM submissions_grade) + (SELECT count(*) FROM course_scores) AS n',
      '--local',
      '--format',
      'ndjson',
    ]);
    const expected = rows.filter(({ facet }) => facet === 'grade' || facet === 'course_score').length;
    expect({ status, stdout }).toEqual({ status: 0, stdout: `{"n":${expected}}\n` });
    expect(await leftovers()).toEqual([]);
  });

  test('the history is read where the statement names it, and else not', async () => {
    const scansFor = async (sql: string) => {
      counter.restart();
      expect(await run([sql, '--local'])).toMatchObject({ status: 0 });
      return counter.count();
    };
    const rows = await scansFor('SELECT count(*) FROM scores_override');
    expect(await scansFor('SELECT count(*) FROM history_scores_override')).toBeGreaterThan(rows);
  });

  test('nothing is left behind by an interruption, nor by a mistake', async () => {
    counter.restart((count) => count === 2 && child.kill('SIGINT'));
    const { process: child, ended } = start(['SELECT 1', '--local']);
    expect(await ended).toMatchObject({ status: 130, stdout: '' });
    expect(await run(['SELECT nothing', '--local'])).toMatchObject({ status: 1, stdout: '' });
    expect(await leftovers()).toEqual([]);
  });
});

describe('the prompt', () => {
  test('answers a statement of several lines when its semicolon comes', async () => {
    const input = `SELECT 1\n  AS a\n;\nSELECT ';\n' AS b -- not yet;\n; -- now\nSELECT 3 AS c`;
    const { status, stdout } = await overExport(['--format', 'ndjson'], input);
    expect({ status, stdout }).toEqual({ status: 0, stdout: '{"a":1}\n{"b":";\\n"}\n{"c":3}\n' });
  });

  test('lists tables, and ends at .quit', async () => {
    const { stdout } = await overExport(['--format', 'csv'], '.tables\n.quit\nSELECT 1;\n');
    expect(stdout.trim().split('\r\n')).toEqual([
      'name',
      'course_scores',
      'history_course_scores',
      'history_scores_custom_status',
      'history_scores_override',
      'history_submissions_comment',
      'history_submissions_custom_status',
      'history_submissions_grade',
      'history_submissions_submission',
      'scores_custom_status',
      'scores_override',
      'submissions_comment',
      'submissions_custom_status',
      'submissions_grade',
      'submissions_submission',
    ]);
  });

  test('ends at the first mistake where no person types', async () => {
    const { status, stdout, stderr } = await overExport([], 'SELECT nothing;\nSELECT 2;\n');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/Binder Error/);
  });
});

test('a named question that is not known is told, before anything is read', async () => {
  counter.restart();
  const ended = await run(['--question', 'excusd', '--local']);
  expect(ended).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('expected after-due, by-grader, changed'),
  });
  expect(counter.count()).toBe(0);
});

test('--question alone lists the named questions and where their SQL is', async () => {
  const { status, stdout } = await run(['--question']);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^excused +Who is excused/m);
  expect(stdout).toMatch(/scripts\/sql\/questions\/$/m);
});
