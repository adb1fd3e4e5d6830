import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { rememberForgotten } from '../../../scripts/forget/remember-forgotten.ts';
import { type Engines, startEngines } from '../../../scripts/local/engines/engines.ts';
import type { Options } from '../../../scripts/snapshot/options.ts';
import { describeReport, hasDifferences, reportToJson } from '../../../scripts/snapshot/report.ts';
import { runSnapshot } from '../../../scripts/snapshot/run-snapshot.ts';
import type { System } from '../../../scripts/system/connect.ts';
import { createSystem, putRow, remainingKeys } from '../forget/tables.ts';
import { gradeLine } from './lines/neutral-lines.ts';

let engines: Engines;
let system: System;
let folder: string;
beforeEach(async () => {
  engines = await startEngines();
  system = { ...(await createSystem(engines)), retentionDays: 'none', historyDays: 'none' };
  folder = await mkdtemp(join(tmpdir(), 'run-snapshot-'));
});
afterEach(async () => {
  await engines.stop();
  await rm(folder, { recursive: true });
});

const fixtures = fileURLToPath(new URL('../../../fixtures/canvas-data', import.meta.url));
const ofFiles: Options['origin'] = {
  kind: 'canvas data',
  folder: fixtures,
  isFetched: false,
  shard: '10070',
  facets: ['grade', 'override', 'course_score'],
};

/** Runs with what was asked for, and gives what it said on the way as well. */
async function run(options: Partial<Options> = {}, of = system) {
  const notes: string[] = [];
  const report = await runSnapshot(
    'reconcile',
    of,
    {
      origin: ofFiles,
      isWriting: true,
      allowsNewRows: false,
      looksForUnknown: false,
      rate: 10_000,
      checkpoint: null,
      ...options,
    },
    {
      env: {},
      stdin: process.stdin,
      now: () => new Date('2026-03-10T00:00:00Z'),
      update: () => {},
      note: (line) => notes.push(line),
      signal: new AbortController().signal,
    },
  );
  return { report, notes };
}

async function linesOf(shard: string, submissions: number): Promise<Options['origin']> {
  const texts = Array.from({ length: submissions }, (_, index) =>
    JSON.stringify(gradeLine({ key: { submission_id: `${shard}000000000${5000 + index}`, facet: 'grade' } })),
  );
  const path = join(folder, `${shard}.ndjson`);
  await writeFile(path, `${texts.join('\n')}\n`);
  return { kind: 'lines', paths: [path], notAfter: null };
}

test('files of Canvas Data 2 fill empty tables, and then nothing differs', async () => {
  const before = await run({ isWriting: false });
  expect(hasDifferences(before.report)).toBe(true);
  const { report } = await run();
  expect(report.tally.facets).toEqual(before.report.tally.facets);
  const after = await run({ isWriting: false });
  expect(hasDifferences(after.report)).toBe(false);
  expect(describeReport(after.report)).toContain('Every row says what Canvas says');
});

test('rows that no record of Canvas is of are reported when that is asked, and stay as they are', async () => {
  await run();
  const before = await remainingKeys(system.dynamodb);
  const known = await run({ isWriting: false, looksForUnknown: true });
  expect(known.report.unknown).toEqual({ counts: {}, examples: [] });
  expect(describeReport(known.report)).toContain('Canvas has a record of every row that is here.');
  expect(before.length).toBeGreaterThan(5);

  await putRow(system.dynamodb, 'submissions', { submission_id: '100700000000099999', facet: 'grade' });
  await putRow(system.dynamodb, 'submissions', { submission_id: '100700000000099999', facet: 'comment#7' });
  await putRow(system.dynamodb, 'scores', { score_id: '100700000000099999', facet: 'override' });
  const [course_id, user_id] = ['100700000000000106', '100700000000099999'];
  await putRow(system.dynamodb, 'course-scores', { course_id, user_id });
  const { report } = await run({ looksForUnknown: true });
  expect(report.unknown?.counts).toEqual({ grade: 1, override: 1, course_score: 1 });
  const text = describeReport(report);
  expect(text).toContain(
    'Unknown there: 3 rows of which the files hold no record. Nothing is done about them:',
  );
  expect(text).toContain(`npm run grades -- course-scores ${course_id} ${user_id} --stack`);
  expect(JSON.parse(reportToJson(report))).toMatchObject({ unknown_there: { grade: 1 } });
  expect(await remainingKeys(system.dynamodb)).toHaveLength(before.length + 4);
  expect((await run({ isWriting: false })).report.unknown).toBeUndefined();
});

describe('a snapshot most of whose rows are new', () => {
  test('is not written over rows of another shard, and a report says why it finds none', async () => {
    await run({ origin: await linesOf('10070', 20) });
    const moved = await linesOf('20070', 20);
    await expect(run({ origin: moved })).rejects.toThrow(
      /first 20 rows of the snapshot 20 are not here.* of shard 10070, those of the snapshot of shard 20070\..*--new-rows/,
    );
    const { report, notes } = await run({ origin: moved, isWriting: false });
    expect(notes).toEqual([expect.stringMatching(/of shard 10070, those of the snapshot of shard 20070\./)]);
    expect(report.tally.facets).toEqual({ grade: { missing: 20 } });
  });

  test.each([
    ['may be written where that was said', 30, { allowsNewRows: true }],
    ['is one only above the half', 20, {}],
  ])('%s', async (_, submissions, options) => {
    await run({ origin: await linesOf('10070', 10) });
    const { report } = await run({ origin: await linesOf('10070', submissions), ...options });
    expect(report.tally.facets).toEqual({ grade: { equal: 10, missing: submissions - 10 } });
  });
});

test('a stack that does not say how long it keeps rows is refused', async () => {
  await expect(run({}, { ...system, retentionDays: undefined })).rejects.toThrow(/no output RetentionDays/);
});

test('what is older than the stack keeps rows is not brought back', async () => {
  const { report } = await run({}, { ...system, retentionDays: '28' });
  expect(Object.keys(report.tally.facets['grade'] ?? {})).toEqual(['expired']);
});

test('a student who was forgotten is not brought back, and the others are', async () => {
  const origin = await linesOf('10070', 20);
  const user = '100700000000001140';
  await rememberForgotten(system, user, [], new Date('2024-03-01T00:00:00Z'));
  const active = await run({ origin, isWriting: false });
  expect(active.report.tally.facets).toEqual({ grade: { missing: 20 } });

  await rememberForgotten(system, user, [], new Date('2026-03-01T00:00:00Z'));
  const compared = await run({ origin, isWriting: false });
  expect(compared.report.tally.facets).toEqual({ grade: { forgotten: 20 } });
  const { report } = await run({ origin });
  expect(report.tally.facets).toEqual({ grade: { forgotten: 20 } });
  expect(describeReport(report)).toContain('20  of students who were forgotten since');
  expect(JSON.parse(reportToJson(report))).toMatchObject({ compared: 0, forgotten: 20, made: 0 });
  expect(await remainingKeys(system.dynamodb)).toEqual([]);
});

test('a stack that cannot say who was forgotten is refused', async () => {
  await expect(run({}, { ...system, forgottenTable: undefined })).rejects.toThrow(
    /no output ForgottenTableName/,
  );
});

test.each<[string, Partial<Options>]>([
  ['a report', { isWriting: false }],
  ['a pipe', { origin: { kind: 'lines', paths: ['-'], notAfter: null } }],
])('%s takes no checkpoint', async (_, options) => {
  await expect(run({ ...options, checkpoint: join(folder, 'checkpoint') })).rejects.toThrow(
    /--checkpoint is for/,
  );
});

test('a checkpoint of other lines starts over', async () => {
  const origin = await linesOf('10070', 20);
  const checkpoint = join(folder, 'checkpoint');
  const of = JSON.stringify([system.physicalNames, null, 20]);
  const tally = {
    facets: {},
    ages: {},
    examples: { behind: [], missing: [], newer: [] },
    feed: {},
    changedInWeek: 0,
  };
  await writeFile(checkpoint, JSON.stringify({ of, lines: 10, digest: 'of other lines', tally }));
  const { report, notes } = await run({ origin, checkpoint });
  expect(notes).toEqual([expect.stringContaining('starting from the beginning')]);
  expect(report.tally.facets).toEqual({ grade: { missing: 20 } });
});

test('an instant of the future bounds nothing', async () => {
  const origin = {
    ...(await linesOf('10070', 1)),
    notAfter: '2026-03-10T00:00:00.001Z',
  } as Options['origin'];
  await expect(run({ origin })).rejects.toThrow(
    '--not-after: expected an instant that is not in the future.',
  );
});
