import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Delta } from '../../../lambdas/consume-live-events/domain/merge.ts';
import { tableNames } from '../../../lambdas/consume-live-events/domain/tables.ts';
import { mergeRows } from '../../../lambdas/consume-live-events/merge-rows.ts';
import { rememberForgotten } from '../../../scripts/forget/remember-forgotten.ts';
import { type Engines, startEngines } from '../../../scripts/local/engines/engines.ts';
import { readItems, readRows } from '../../../scripts/local/read-rows.ts';
import type { PlainRow } from '../../../scripts/reader/plain-row.ts';
import { runRebuild } from '../../../scripts/rebuild/run-rebuild.ts';
import type { System } from '../../../scripts/system/connect.ts';
import {
  countCommands,
  createTables,
  forgottenTable,
  openRowStore,
  physicalNames,
  writeItems,
} from '../../support/dynamodb.ts';
import { liveEventFixtures } from '../../support/fixtures.ts';
import { deltaOf, gradeChange, readGood } from '../../support/messages.ts';
import { createSystem } from '../forget/tables.ts';

const { signal } = new AbortController();
const surroundings = { update: () => {}, signal };
const settings = { isWriting: true, rate: 100_000, segments: 3 };
const history = { tableName: physicalNames.history, days: undefined };
const environment = {
  SUBMISSIONS_TABLE: physicalNames.submissions,
  SCORES_TABLE: physicalNames.scores,
  COURSE_SCORES_TABLE: physicalNames['course-scores'],
  HISTORY_TABLE: physicalNames.history,
};

let engines: Engines;
let system: System;
beforeAll(async () => {
  engines = await startEngines();
});
afterAll(() => engines.stop());

beforeEach(async () => {
  system = { ...(await createSystem(engines)), retentionDays: 'none', historyDays: 'none' };
});
afterEach(async () => {
  for (const TableName of [...Object.values(physicalNames), forgottenTable]) await drop(TableName);
});

const drop = (TableName: string) => engines.clients.dynamodb.send(new DeleteTableCommand({ TableName }));

/** All that the tables hold, but for when and how often it was written. */
async function held() {
  const { history, ...rows } = await readRows(engines.clients.dynamodb, environment);
  const said = ({ revision: _, written_at: __, ...row }: PlainRow): PlainRow => row;
  return { rows: tableNames.map((name) => rows[name].map(said)), history: history.map(said) };
}

/** Makes the tables anew, with a part of what they held. */
async function keepOnly(kept: 'history' | 'rows'): Promise<void> {
  const items = await readItems(engines.clients.dynamodb, environment);
  for (const TableName of [...Object.values(physicalNames), forgottenTable]) await drop(TableName);
  await createTables(engines.clients.dynamodb);
  for (const table of kept === 'history' ? (['history'] as const) : tableNames)
    await writeItems(engines.clients.dynamodb, table, items[table]);
}

const store = (days?: number) =>
  openRowStore(engines.clients.dynamodb, physicalNames, { history, retentionDays: days });

async function consume(deltas: readonly Delta[]): Promise<void> {
  await mergeRows(deltas, store(), signal);
}

/** Every fixture, and a submission with more states than a row keeps, some of them late. */
async function consumeAll(): Promise<void> {
  await consume(liveEventFixtures.flatMap(({ text }) => readGood(text).deltas));
  for (const hour of [3, 1, 7, 2, 5, 4, 6]) await consume([gradeAt(hour)]);
}

const scoreOf = (state: unknown) => (state as { score: unknown }).score;

const gradeAt = (hour: number, body: object = {}) =>
  deltaOf(
    gradeChange(
      { submission_id: '21070000000000777', score: hour, grade: String(hour), ...body },
      { event_time: `2026-03-02T0${hour}:00:00.000Z` },
    ),
  );

describe('rows that are lost', () => {
  test('come back as they were, all of them', async () => {
    await consumeAll();
    const before = await held();
    await keepOnly('history');

    const tally = await runRebuild(system, { ...settings, direction: 'rows' }, surroundings);

    const rows = before.rows.flat().length;
    expect(await held()).toEqual(before);
    expect(tally).toEqual({ read: before.history.length, made: rows, written: rows, leftOut: 0 });
  });

  test('are written once: a second run writes nothing', async () => {
    await consumeAll();
    await keepOnly('history');
    await runRebuild(system, { ...settings, direction: 'rows' }, surroundings);
    const counts = countCommands(system.dynamodb);

    const tally = await runRebuild(system, { ...settings, direction: 'rows' }, surroundings);

    expect(tally.written).toBe(0);
    expect(counts.get('BatchExecuteStatementCommand')).toBeUndefined();
  });

  test('come back beside those that are there, and beat nothing newer', async () => {
    await consume([gradeAt(1), gradeAt(2)]);
    await keepOnly('history');
    // It reports of before what it says of now, so what was before it only the history knows.
    const newest = gradeAt(3, { points_possible: 10, old_score: 3, old_grade: '3', old_points_possible: 10 });
    await mergeRows([newest], openRowStore(engines.clients.dynamodb), signal);

    await runRebuild(system, { ...settings, direction: 'rows' }, surroundings);

    const { rows } = await held();
    const scores = rows.flat().map(({ current, previous }) => [current, previous].map(scoreOf));
    expect(scores).toEqual([[3, 2]]);
  });

  test('come back from a run that was killed, and run again', async () => {
    await consumeAll();
    const before = await held();
    await keepOnly('history');
    const kill = new AbortController();
    const killed = runRebuild(
      system,
      { ...settings, rate: 20, direction: 'rows' },
      { ...surroundings, signal: kill.signal },
    );
    setTimeout(() => kill.abort(), 300);
    await expect(killed).rejects.toThrow();

    await runRebuild(system, { ...settings, direction: 'rows' }, surroundings);

    expect(await held()).toEqual(before);
  });

  test('are only counted by a dry run', async () => {
    await consumeAll();
    const rows = (await held()).rows.flat().length;
    await keepOnly('history');

    const tally = await runRebuild(
      system,
      { ...settings, isWriting: false, direction: 'rows' },
      surroundings,
    );

    expect(tally.written).toBe(rows);
    expect((await held()).rows.flat()).toEqual([]);
  });

  test('stay away when they have expired', async () => {
    await consume([gradeAt(1), gradeAt(2)]);
    await keepOnly('history');

    const tally = await runRebuild(
      { ...system, retentionDays: '1' },
      { ...settings, direction: 'rows' },
      surroundings,
    );

    expect(tally).toEqual({ read: 2, made: 1, written: 0, leftOut: 1 });
    expect((await held()).rows.flat()).toEqual([]);
  });

  test('come back whole when only their older state is past its days', async () => {
    const today = new Date();
    const daysAgo = (days: number) => new Date(today.getTime() - days * 86_400_000).toISOString();
    const at = (days: number, score: number) => {
      const points = { points_possible: 10, old_points_possible: 10 };
      // Reports of before what it says of now, so that what was before it is observed.
      const body = { score, grade: `${score}`, old_score: score, old_grade: `${score}`, ...points };
      return deltaOf(gradeChange(body, { event_time: daysAgo(days) }));
    };
    await mergeRows([at(20, 1), at(5, 2)], store(), signal);
    const before = await held();
    await keepOnly('history');

    await runRebuild({ ...system, retentionDays: '10' }, { ...settings, direction: 'rows' }, surroundings);

    const withoutExpiry = (rows: readonly PlainRow[]) => rows.map(({ expires_at: _, ...row }) => row);
    expect((await held()).rows.map(withoutExpiry)).toEqual(before.rows);
  });

  test('stay away when their student was forgotten since', async () => {
    const other = gradeAt(2, {
      submission_id: '21070000000000778',
      user_id: '21070000000000301',
      student_id: '21070000000000301',
    });
    await consume([gradeAt(1), other]);
    await keepOnly('history');
    await rememberForgotten(system, '21070000000000300', [], new Date());

    const tally = await runRebuild(system, { ...settings, direction: 'rows' }, surroundings);

    expect(tally.leftOut).toBe(1);
    expect((await held()).rows.flat().map((row) => row['user_id'])).toEqual(['21070000000000301']);
  });
});

describe('a history that was switched on later', () => {
  test('is seeded with what rows still know, which makes the same rows', async () => {
    await consumeAll();
    const before = await held();
    await keepOnly('rows');

    const tally = await runRebuild(system, { ...settings, direction: 'history' }, surroundings);
    const again = await runRebuild(system, { ...settings, direction: 'history' }, surroundings);

    expect(tally.written).toBe(tally.made);
    expect(again).toEqual({ ...tally, written: 0 });
    await keepOnly('history');
    await runRebuild(system, { ...settings, direction: 'rows' }, surroundings);
    expect((await held()).rows).toEqual(before.rows);
  });

  test.each([
    ['rows that have expired', '1', false],
    ['rows whose student was forgotten since', 'none', true],
  ])('gets nothing from %s', async (_, retentionDays, isForgotten) => {
    await consume([gradeAt(1)]);
    await keepOnly('rows');
    if (isForgotten) await rememberForgotten(system, '21070000000000300', [], new Date());
    const options = { ...settings, direction: 'history' as const };
    const tally = await runRebuild({ ...system, retentionDays }, options, surroundings);
    expect(tally).toEqual({ read: 1, made: 0, written: 0, leftOut: 1 });
  });

  test('is only read for by a dry run', async () => {
    await consume([gradeAt(1)]);
    await keepOnly('rows');
    await runRebuild(system, { ...settings, isWriting: false, direction: 'history' }, surroundings);
    expect((await held()).history).toEqual([]);
  });

  test('is not seeded while it is off', async () => {
    const run = runRebuild(
      { ...system, historyDays: 'off' },
      { ...settings, direction: 'history' },
      surroundings,
    );
    await expect(run).rejects.toThrow('keeps no history');
  });
});
