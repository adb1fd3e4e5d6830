import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Engines, startEngines } from '../../../scripts/local/engines/engines.ts';
import { writeItems } from '../../support/dynamodb.ts';
import { itemOf } from '../../support/items.ts';
import { gradeChange, rowOf, submissionUpdated } from '../../support/messages.ts';
import { storeFixtures } from '../reader/stored-fixtures.ts';
import { type Stack, startStack } from './stack.ts';

/* The command as it is run, in a process of its own, against a stack of which only the tables are emulated. */
const script = new URL('../../../scripts/grades/command.ts', import.meta.url).pathname;

let engines: Engines;
let stack: Stack;

beforeAll(async () => {
  engines = await startEngines();
  await storeFixtures(engines.clients.dynamodb);
  stack = await startStack(engines.endpoints.dynamodb);
});
afterAll(async () => {
  await stack.stop();
  await engines.stop();
});

type Environment = { readonly [variable: string]: string | undefined };

function start(args: readonly string[], environment: Environment = {}, nodeOptions: readonly string[] = []) {
  return spawn(process.execPath, [...nodeOptions, '--disable-warning=ExperimentalWarning', script, ...args], {
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      HOME: '/nonexistent',
      ...stack.environment,
      ...environment,
    },
  });
}

async function outcomeOf(child: ChildProcess) {
  let [stdout, stderr] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

const run = (line: string, environment?: Environment) => outcomeOf(start(line.split(' '), environment));

describe('npm run grades', () => {
  test('answers with a table, and nothing else on stdout', async () => {
    const { code, stdout, stderr } = await run('submission 11086 --shard 2107');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trim().split('\n')).toEqual([
      expect.stringMatching(/^what .* now .* before .* hidden .* by .* when$/),
      expect.stringContaining('"5" 5 of 1 (graded)'),
    ]);
  });

  test('finds a submission by its URL', async () => {
    const url = 'https://school.instructure.com/courses/565/assignments/355/submissions/48';
    const { stdout } = await run(`submission ${url} --format ndjson`, { CANVAS_SHARD: '2107' });
    expect(JSON.parse(stdout)).toMatchObject({ submission_id: '21070000000011086', facet: 'grade' });
  });

  test('says when no such submission is known, and exits with 1', async () => {
    expect(await run('submission 21070000000099999')).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('Nothing found for submission 21070000000099999.'),
    });
  });

  test('says what to do when the tables do not answer', async () => {
    // Nothing listens at the port of discard.
    const { code, stderr } = await run('submission 21070000000011086', {
      AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9',
    });
    expect(code).toBe(1);
    expect(stderr.trim()).toBe('AWS does not answer (ECONNREFUSED). Check the network and AWS_REGION.');
  });

  test('says that a local id may need its shard', async () => {
    expect((await run('submission 11086')).stderr).toContain('give --shard, or set CANVAS_SHARD');
  });

  test('says when a list is empty, which is an answer', async () => {
    expect(await run('course 21070000000000565 --since 2999-01-01 --format json')).toEqual({
      code: 0,
      stdout: '[\n]\n',
      stderr: expect.stringContaining('rows read, none is as asked'),
    });
  });

  test('says of CSV, beside it, what a spreadsheet would do to it', async () => {
    const { stdout, stderr } = await run('submission 21070000000011086 --format csv');
    expect(stdout.split('\r\n').map((line) => line.split(',').length)).toEqual([
      expect.any(Number),
      expect.any(Number),
      1,
    ]);
    expect(stderr).toMatch(/^Read every column as text: a spreadsheet .* formula\.\n$/);
  });

  const timesIn = (ndjson: string) =>
    ndjson
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { event_time: string }).event_time);

  test('shows the newest rows, the newest first, where there are more than the limit', async () => {
    const question = 'changes --since 2000-01-01 --format ndjson --segments 4';
    const all = timesIn((await run(question)).stdout);
    const { stdout, stderr } = await run(`${question} --limit 3`);
    expect(all).toEqual(all.toSorted().toReversed());
    expect(timesIn(stdout)).toEqual(all.slice(0, 3));
    expect(stderr).toBe(`The newest 3 of ${all.length} rows. For more give a greater --limit.\n`);
  });

  test('stops at the limit where no order is asked for', async () => {
    const { stdout, stderr } = await run('changes --since 2000-01-01 --limit 3 --format ndjson --sort none');
    expect(timesIn(stdout).length).toBe(3);
    expect(stderr).toContain('Stopped at the limit of 3 rows');
  });

  test('shows only what is as asked', async () => {
    const { stdout } = await run('changes --since 2000-01-01 --status excused --format ndjson');
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row).toMatchObject({ facet: 'grade', current: { status: 'excused' } });
  });

  test('says beside the answer which grade counts where two facets disagree', async () => {
    const submission_id = '21070000000077777';
    const items = [
      gradeChange({ submission_id, grade: '5', score: 5 }),
      submissionUpdated({ submission_id, grade: '4', score: 4 }),
    ].map((event) => itemOf(rowOf(event)));
    await writeItems(engines.clients.dynamodb, 'submissions', items);
    const { stdout, stderr } = await run(`submission ${submission_id} --json`);
    expect(JSON.parse(stdout)).toHaveLength(2);
    expect(stderr).toMatch(/^Submission 21070000000077777 has one grade .* The facet grade counts\./);
  });

  test.each([
    ['no such stack', { line: '--stack nope score 1', environment: {} }, 'No stack nope in this account'],
    [
      'no region',
      { line: 'score 1', environment: { AWS_REGION: undefined, AWS_DEFAULT_REGION: undefined } },
      'Set AWS_REGION',
    ],
    [
      'no credentials',
      {
        line: 'score 1',
        environment: {
          AWS_ACCESS_KEY_ID: undefined,
          AWS_SECRET_ACCESS_KEY: undefined,
          AWS_EC2_METADATA_DISABLED: 'true',
        },
      },
      'No AWS credentials.',
    ],
  ])('says in one line that there is %s, and exits with 1', async (_, { line, environment }, advice) => {
    const { code, stdout, stderr } = await run(line, environment);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(advice);
    expect(stderr.trim().split('\n').length).toBe(1);
  });

  test('exits with 2 for wrong usage, before it asks AWS anything', async () => {
    expect(await run('submission x', { AWS_REGION: undefined })).toMatchObject({ code: 2, stdout: '' });
  });

  test('ends quietly when the reader stops reading', async () => {
    const child = start(['changes', '--since', '2000-01-01', '--format', 'json']);
    child.stdout?.once('data', () => child.stdout?.destroy());
    expect(await outcomeOf(child)).toMatchObject({ code: 0, stderr: '' });
  });

  test('exits with 1 at a row it cannot read, and the JSON before it does not parse', async () => {
    const item = itemOf(rowOf(gradeChange({}, { context_id: '90000000000000008' })));
    await writeItems(engines.clients.dynamodb, 'submissions', [{ ...item, revision: { S: 'x' } }]);
    const { code, stdout, stderr } = await run('course 90000000000000008 --format json');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^Unreadable row in submissions, .*: revision: expected a number\.\n$/),
    });
    expect(() => JSON.parse(stdout) as unknown).toThrow(SyntaxError);
  });
});

describe('a course of more than 20,000 rows', () => {
  const course = '90000000000000007';
  const submissionIds = Array.from({ length: 20_100 }, (_, i) => String(90000000001000000n + BigInt(i)));
  /** What the command needs at all is 24 MB; with the rows kept, 40 MB do not suffice. */
  const heapMegabytes = 36;

  beforeAll(async () => {
    const { current, ...item } = itemOf(rowOf(gradeChange({}, { context_id: course })));
    const rows = submissionIds.map((S, i) => ({
      ...item,
      submission_id: { S },
      current: { M: { ...current?.M, assignment_name: { S: `Essay ${i} `.padEnd(500, 'on grades ') } } },
    }));
    await writeItems(engines.clients.dynamodb, 'submissions', rows);
  });

  test('streams in constant memory, every row once, and says how far it is', async () => {
    const args = ['course', course, '--format', 'ndjson'];
    const child = start(args, {}, [`--max-old-space-size=${heapMegabytes}`]);
    const { code, stdout, stderr } = await outcomeOf(child);
    const ids = stdout
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { submission_id: string }).submission_id);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(
        new RegExp(`^10000 rows read.*\n20000 rows read.*\n${new Set(ids).size} rows read\n$`),
      ),
    });
    expect(ids.length).toBe(new Set(ids).size);
    // An index of dynalite misses a few.
    if (engines.limit === undefined) expect(new Set(ids)).toEqual(new Set(submissionIds));
    else expect(ids.length).toBeGreaterThan(20_000);
  });
});
