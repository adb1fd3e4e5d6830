import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formats } from '../../../scripts/flat-files/manifest.ts';
import { type Engines, startEngines } from '../../../scripts/local/engines/engines.ts';
import { fileTypes } from '../../../scripts/reader/columns.ts';
import { outputsOfTables } from '../../support/dynamodb.ts';
import { announceIn, type Ended, startExport, startScanCounter } from './command.ts';
import { expectedRows, openDuckDb, readBack } from './read-back.ts';
import { fixtureRows, manyRows, type Stored, store, trickyRows } from './tables.ts';

let engines: Engines;
let counter: Awaited<ReturnType<typeof startScanCounter>>;
let stored: Stored[];
let temporary: string;
/** Scans that an export takes when nothing interrupts it. */
let allScans: number;

beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'interruption-'));
  engines = await startEngines();
  counter = await startScanCounter(engines.endpoints.dynamodb);
  stored = await store(engines.clients.dynamodb, [...fixtureRows(), ...trickyRows(), ...manyRows(400)]);
  await announceIn(temporary, {
    pid: process.pid,
    stack: 'canvas-grade-state-test',
    page: '',
    endpoints: { ...engines.endpoints, dynamodb: counter.endpoint },
    outputs: {
      LiveEventsQueueUrl: 'none',
      DeadLetterQueueUrl: 'none',
      ...outputsOfTables,
    },
  });
  counter.restart();
  for (const whole of await Promise.all(formats.map((format) => run(`whole-${format}`, format))))
    expect(whole).toMatchObject({ status: 0 });
  allScans = counter.count() / formats.length;
});
afterAll(async () => {
  await counter.stop();
  await engines.stop();
  await rm(temporary, { recursive: true });
});

// A low rate makes small pages, so that there is much to interrupt.
const settings = ['--local', '--segments', '16', '--rate', '100'];
const args = (name: string, format: string) => [
  '--to',
  join(temporary, name),
  '--format',
  format,
  ...settings,
];
const run = (name: string, format: string) => startExport(args(name, format), temporary).ended;

type Point = {
  /** After this many scans were answered … */
  readonly scans: number;
  /** … and so much time, so that it hits a write, a sync, a rename. */
  readonly milliseconds: number;
};

/** Runs the command and kills it there; it may have been done before. */
async function runUntil({ scans, milliseconds }: Point, name: string, format: string): Promise<Ended> {
  const { process: child, ended } = startExport(args(name, format), temporary);
  counter.restart((count) => {
    if (count === scans) void setTimeout(milliseconds).then(() => child.kill('SIGKILL'));
  });
  return ended;
}

const contents = (name: string, format: string) =>
  Promise.all(fileTypes.map((type) => readFile(join(temporary, name, `${type}.${format}`), 'latin1')));

/** Its folder is its owner's alone, and so is every file in it. */
async function expectPrivate(name: string): Promise<void> {
  const folder = join(temporary, name);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const { mode } = await stat(join(entry.parentPath, entry.name));
    expect([entry.name, mode & 0o777]).toEqual([entry.name, entry.isDirectory() ? 0o700 : 0o600]);
  }
}

/** How many segments an interrupted export recorded as read. */
async function readSegments(name: string): Promise<number> {
  const parts = join(temporary, name, 'parts');
  const files = (await readdir(parts)).filter((file) => file.endsWith('.json'));
  const texts = await Promise.all(files.map((file) => readFile(join(parts, file), 'utf8')));
  return texts.filter((text) => JSON.parse(text).isRead).length;
}

const point = fc.record({
  scans: fc.integer({ min: 1, max: 12 }),
  milliseconds: fc.integer({ min: 0, max: 15 }),
});
const kills = fc.sample(fc.array(point, { minLength: 1, maxLength: 3 }), { numRuns: 4, seed: 20260303 });

test.each(kills.map((points, index) => [JSON.stringify(points), points, index] as const))(
  'an export that was killed at %s and resumed equals one that was not',
  async (_, points, index) => {
    const format = index % 2 === 0 ? 'ndjson' : 'csv';
    for (const each of points)
      expect(await runUntil(each, `k${index}`, format)).toMatchObject({ status: null });
    const alreadyRead = await readSegments(`k${index}`);
    counter.restart();
    const last = await run(`k${index}`, format);

    expect(last).toMatchObject({ status: 0, stderr: expect.stringContaining('Resuming the export') });
    expect(counter.count()).toBeLessThanOrEqual(allScans - alreadyRead);
    expect(await contents(`k${index}`, format)).toEqual(await contents(`whole-${format}`, format));
    expect(await readdir(join(temporary, `k${index}`))).not.toContain('parts');
  },
);

/** Kills an export as soon as its first file has its name. Now and then the others are done before that. */
async function killWhileWriting(attempt = 1): Promise<string> {
  const name = `writing${attempt}`;
  const { process: child, ended } = startExport(args(name, 'parquet'), temporary);
  const first = join(temporary, name, 'submissions-grade.parquet');
  while (child.exitCode === null && !(await stat(first).catch(() => undefined))) await setTimeout(1);
  child.kill('SIGKILL');
  if ((await ended).status === null) return name;
  if (attempt === 10) throw new Error('every export was done before it was killed');
  return killWhileWriting(attempt + 1);
}

test('one that was killed while its files were written is finished without reading anything again', async () => {
  const name = await killWhileWriting();
  counter.restart();
  const last = await run(name, 'parquet');

  expect(last).toMatchObject({ status: 0 });
  expect(counter.count()).toBe(0);
  const duckdb = await openDuckDb();
  expect(await readBack(duckdb, join(temporary, name), 'parquet')).toEqual(expectedRows(stored));
  duckdb.closeSync();
});

test('one that was interrupted by Ctrl-C says how to resume, is private, and resumes', async () => {
  const { process: child, ended } = startExport(args('polite', 'ndjson'), temporary);
  counter.restart((count) => count === 5 && child.kill('SIGINT'));
  expect(await ended).toMatchObject({
    status: 130,
    stdout: '',
    stderr: expect.stringMatching(/Run the same command again/),
  });
  await expectPrivate('polite');
  expect(await run('polite', 'ndjson')).toMatchObject({ status: 0 });
  expect(await contents('polite', 'ndjson')).toEqual(await contents('whole-ndjson', 'ndjson'));
});

describe('a finished export', () => {
  test('is private', async () => {
    await expectPrivate('whole-parquet');
  });

  test('is not overwritten unless that is asked for', async () => {
    const before = await contents('whole-csv', 'csv');
    expect(await run('whole-csv', 'csv')).toMatchObject({ status: 1, stdout: '' });
    expect(await contents('whole-csv', 'csv')).toEqual(before);
    const forced = startExport([...args('whole-csv', 'csv'), '--force'], temporary);
    expect(await forced.ended).toMatchObject({ status: 0 });
    expect(await contents('whole-csv', 'csv')).toEqual(before);
  });

  test('is listed with what it cost, and a warning that it holds student data', async () => {
    const { stdout } = await run('listed', 'csv');
    expect(stdout).toMatch(/^canvas-grade-state-test in .*listed, for \d+ read units:$/m);
    expect(stdout).toMatch(/^ {2}submissions-grade\.csv +\d+ rows +\d+ bytes$/m);
    expect(stdout).toMatch(/student data/);
  });
});

test('a wrong option is told apart from a failure', async () => {
  expect(await startExport(['--to', 'x', '--rate', '0'], temporary).ended).toMatchObject({ status: 2 });
  expect(await startExport(['--help'], temporary).ended).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^Usage/),
  });
});
