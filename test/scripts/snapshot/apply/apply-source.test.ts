import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pMap from 'p-map';
import { rebuildRows } from '../../../../faults/rebuild-rows.ts';
import { compareRows } from '../../../../faults/verdict.ts';
import type { Item } from '../../../../lambdas/consume-live-events/item.ts';
import { mergeRows } from '../../../../lambdas/consume-live-events/merge-rows.ts';
import type { RowStore } from '../../../../lambdas/consume-live-events/row-store.ts';
import { type Engines, startEngines } from '../../../../scripts/local/engines/engines.ts';
import { readItems, readRows, toRows } from '../../../../scripts/local/read-rows.ts';
import { applyPage } from '../../../../scripts/snapshot/apply/apply-page.ts';
import { type ApplySourceOptions, applySource } from '../../../../scripts/snapshot/apply/apply-source.ts';
import {
  type Checkpoint,
  openCheckpoint,
  type Progress,
} from '../../../../scripts/snapshot/apply/checkpoint.ts';
import { countOf, type Tally } from '../../../../scripts/snapshot/apply/tally.ts';
import type { Line } from '../../../../scripts/snapshot/lines/read-line.ts';
import type { Source } from '../../../../scripts/snapshot/source.ts';
import { startSummary } from '../../../../scripts/snapshot/summary.ts';
import {
  countCommands,
  createTables,
  forgottenTable,
  openRowStore,
  physicalNames,
} from '../../../support/dynamodb.ts';
import { createMemoryStore } from '../../../support/memory-store.ts';
import { deltaOf, gradeChange } from '../../../support/messages.ts';
import { gradeSnapshot } from '../../../support/snapshots.ts';

const now = new Date('2026-03-10T00:00:00Z');
const notAfter = '2026-03-09T00:00:00.000Z';
const { signal } = new AbortController();

let engines: Engines;
beforeAll(async () => {
  engines = await startEngines();
});
afterAll(() => engines.stop());

beforeEach(() => createTables(engines.clients.dynamodb));
afterEach(async () => {
  for (const TableName of [...Object.values(physicalNames), forgottenTable])
    await engines.clients.dynamodb.send(new DeleteTableCommand({ TableName }));
});

const idOf = (index: number) => String(21070000000010000n + BigInt(index));

function lineOf(index: number, score: number, fields: Partial<Line> = {}): Line {
  return gradeSnapshot(
    { key: { submission_id: idOf(index), facet: 'grade' }, ...fields },
    { grade: String(score), score },
  );
}

function sourceOf(lines: readonly Line[], pageSize = 700, until: string | null = notAfter): Source {
  return {
    notAfter: until,
    atMost: lines.length,
    async *lines() {
      for (let from = 0; from < lines.length; from += pageSize) yield lines.slice(from, from + pageSize);
    },
    summary: startSummary(),
    close: () => Promise.resolve(),
  };
}

const optionsOf = (options: Partial<ApplySourceOptions> = {}): ApplySourceOptions => ({
  store: openRowStore(engines.clients.dynamodb, physicalNames),
  isWriting: true,
  rate: 100_000,
  now,
  onProgress: () => {},
  signal,
  ...options,
});

async function apply(source: Source, options: ApplySourceOptions): Promise<Tally> {
  const tally = await applySource(source, options);
  if (tally === undefined) throw new Error('These are other lines.');
  return tally;
}

const eventOf = (index: number, score: number, eventTime: string) =>
  deltaOf(
    gradeChange({ submission_id: idOf(index), grade: String(score), score }, { event_time: eventTime }),
  );

const environment = {
  SUBMISSIONS_TABLE: physicalNames.submissions,
  SCORES_TABLE: physicalNames.scores,
  COURSE_SCORES_TABLE: physicalNames['course-scores'],
  HISTORY_TABLE: physicalNames.history,
};
const history = { tableName: physicalNames.history, days: undefined };

async function scores(): Promise<Map<string, unknown>> {
  const rows = await readRows(engines.clients.dynamodb, environment);
  return new Map(
    rows.submissions.map((row) => [
      String(row['submission_id']),
      (row['current'] as { score: unknown }).score,
    ]),
  );
}

describe('where a history is kept, a backfill', () => {
  test('adds to it what it changes rows by, and no more; rows are what it makes', async () => {
    const store = openRowStore(engines.clients.dynamodb, physicalNames, { history });
    const held = [0, 1, 2].map((index) => eventOf(index, index, '2026-03-02T10:00:00.000Z'));
    await mergeRows(held, store, signal);
    const lines = [lineOf(0, 0), lineOf(1, 9), lineOf(3, 9)];

    await apply(sourceOf(lines), optionsOf({ store }));
    await apply(sourceOf(lines), optionsOf({ store }));

    const items = await readItems(engines.clients.dynamodb, environment);
    const names = items.history.map((item) => item['event_name']?.S);
    expect(names.map(String).toSorted()).toEqual([
      ...Array.from({ length: 3 }, () => 'grade_change'),
      ...Array.from({ length: 2 }, () => 'snapshot_canvas_data_2'),
    ]);
    const rows = toRows('submissions', items.submissions);
    const rebuilt = rebuildRows(items);
    expect(compareRows('submissions', rebuilt, { submissions: rows })).toEqual([]);
  });

  test('adds to the row what it has added to the history, also when another writer came between', async () => {
    const store = openRowStore(engines.clients.dynamodb, physicalNames, { history });
    await mergeRows([eventOf(0, 1, '2026-03-01T10:00:00.000Z')], store, signal);
    let isFirst = true;
    const save: RowStore['save'] = async (...args) => {
      if (isFirst) {
        isFirst = false;
        await mergeRows([eventOf(0, 3, '2026-03-30T10:00:00.000Z')], store, signal);
      }
      return store.save(...args);
    };
    await apply(sourceOf([lineOf(0, 2)]), optionsOf({ store: { ...store, save } }));

    const items = await readItems(engines.clients.dynamodb, environment);
    expect(items.history).toHaveLength(3);
    const rebuilt = rebuildRows(items);
    expect(
      compareRows('submissions', rebuilt, { submissions: toRows('submissions', items.submissions) }),
    ).toEqual([]);
    expect((await scores()).get(idOf(0))).toBe(3);
  });
});

describe('a backfill', () => {
  test('makes missing rows and heals those that are behind, and a second run writes nothing', async () => {
    const lines = Array.from({ length: 250 }, (_, index) => lineOf(index, index % 7));
    const store = openRowStore(engines.clients.dynamodb, physicalNames);
    const held = lines.slice(0, 100).map((_, index) => eventOf(index, index % 5, '2026-03-02T10:00:00.000Z'));
    await mergeRows(held, store, signal);

    const tally = await apply(sourceOf(lines), optionsOf());

    expect(await scores()).toEqual(new Map(lines.map((_, index) => [idOf(index), index % 7])));
    const equal = held.filter((_, index) => index % 5 === index % 7).length;
    expect(tally.facets).toEqual({ grade: { equal, behind: 100 - equal, missing: 150 } });
    expect(tally.feed).toEqual({ told: equal, untold: 100 - equal });

    const counts = countCommands(engines.clients.dynamodb);
    const again = await apply(sourceOf(lines), optionsOf());
    expect(again.facets).toEqual({ grade: { equal: 250 } });
    expect(counts.get('statements')).toBeUndefined();
    expect(counts.get('BatchGetItemCommand')).toBe(3);
  });

  test('writes nothing when it only compares, and finds the same', async () => {
    const lines = [lineOf(1, 5), lineOf(2, 6, { onlyExisting: true })];
    const tally = await apply(sourceOf(lines), optionsOf({ isWriting: false }));
    expect(tally.facets).toEqual({ grade: { missing: 1, absent: 1 } });
    expect(tally.examples.missing).toEqual([{ table: 'submissions', key: lines[0]?.key }]);
    expect(await scores()).toEqual(new Map());
  });

  test('leaves alone a row whose event is newer than the snapshot', async () => {
    const store = openRowStore(engines.clients.dynamodb, physicalNames);
    await mergeRows([eventOf(1, 9, '2026-03-09T12:00:00.000Z')], store, signal);
    const tally = await apply(sourceOf([lineOf(1, 5)]), optionsOf());
    expect(tally.facets).toEqual({ grade: { newer: 1 } });
    expect(await scores()).toEqual(new Map([[idOf(1), 9]]));
  });

  test('takes several lines of one row as one', async () => {
    const lines = [
      lineOf(1, 5),
      lineOf(1, 6, { asOf: '2026-03-03T00:00:00.000Z' }),
      lineOf(1, 4, { asOf: '2026-03-01T00:00:00.000Z' }),
    ];
    await apply(sourceOf(lines, 700, null), optionsOf());
    expect(await scores()).toEqual(new Map([[idOf(1), 6]]));
  });

  test('does not bring back what is older than rows are kept', async () => {
    const store = openRowStore(engines.clients.dynamodb, physicalNames, {
      retentionDays: 30,
      now: () => now,
    });
    const lines = [
      lineOf(1, 5, { asOf: '2026-02-07T00:00:00.000Z' }),
      lineOf(2, 5, { asOf: '2026-02-09T00:00:00.000Z' }),
    ];
    const tally = await apply(sourceOf(lines), optionsOf({ store }));
    expect(tally.facets).toEqual({ grade: { missing: 1, expired: 1 } });
    expect(await scores()).toEqual(new Map([[idOf(2), 5]]));
  });

  test('books what a write costs before it writes: index entries too for a new row', async () => {
    const lines = Array.from({ length: 30 }, (_, index) => lineOf(index, 5));
    const store = openRowStore(engines.clients.dynamodb, physicalNames);
    await mergeRows(
      lines.slice(0, 5).map((_, index) => eventOf(index, 1, '2026-03-02T10:00:00.000Z')),
      store,
      signal,
    );
    const booked: number[] = [];
    const takeUnits = async (units: number) => {
      booked.push(units);
    };
    await applyPage(lines, { store, notAfter, takeUnits, signal });
    expect(booked).toEqual([5 * 1 + 20 * 4, 5 * 4]);
  });
});

test('a student who is forgotten while a row waits for its turn is not written any more', async () => {
  const items = new Map<string, Item>();
  let isOnList = false;
  const store = {
    ...createMemoryStore(items, () => Promise.resolve()),
    loadForgotten: async () => () => isOnList,
  };
  const takeUnits = async () => {
    isOnList = true;
  };
  const findings = await applyPage([lineOf(1, 5)], { store, notAfter, takeUnits, signal });
  expect(findings).toMatchObject([{ kind: 'forgotten', held: undefined }]);
  expect(items.size).toBe(0);
});

describe('a row that another writer changes between load and save', () => {
  const noTurn = () => Promise.resolve();

  test.each([
    ['is healed over an event that came late', '2026-03-02T10:00:00.000Z', 'behind', 5],
    ['is left to an event that is newer', '2026-03-09T12:00:00.000Z', 'newer', 1],
  ])('%s', async (_, eventTime, kind, score) => {
    const items = new Map<string, Item>();
    const races = [
      () => createMemoryStore(items, noTurn).save(eventOf(1, 1, eventTime).row, undefined, signal),
    ];
    const store = createMemoryStore(items, async (what) => {
      if (what === 'save') await races.pop()?.();
    });
    const line = lineOf(1, 5, { asOf: '2026-03-03T00:00:00.000Z' });
    const takeUnits = () => Promise.resolve();

    const [finding] = await applyPage([line], { store, notAfter, takeUnits, signal });

    expect(finding).toMatchObject({ kind, held: { current: { state: { score: 1 } } } });
    const [held] = await store.load([line], signal);
    expect(held?.row.current.state).toMatchObject({ score });
  });
});

test('beside a consumer and beside another run, every row comes to what Canvas has', async () => {
  const submissions = Array.from({ length: 400 }, (_, index) => index);
  const lines = submissions.map((index) => lineOf(index, index % 7, { asOf: '2026-03-02T10:00:03.000Z' }));
  const store = openRowStore(engines.clients.dynamodb, physicalNames);
  const lost = (index: number, version: number) => (index * 7 + version * 3) % 10 < 3;
  // The last of five versions is that of the snapshot; one in ten has an event that came after it was read.
  const events = submissions.flatMap((index) => [
    ...[0, 1, 2, 3]
      .filter((version) => !lost(index, version))
      .map((version) =>
        eventOf(index, version === 3 ? index % 7 : 10 + version, `2026-03-02T10:00:0${version}.500Z`),
      ),
    ...(index % 10 === 0 ? [eventOf(index, 50, '2026-03-09T12:00:00.000Z')] : []),
  ]);
  const shuffled = events.toSorted((a, b) =>
    a.row.current.order.slice(-8) < b.row.current.order.slice(-8) ? -1 : 1,
  );
  const batches = Array.from({ length: 20 }, (_, batch) => shuffled.filter((__, at) => at % 20 === batch));

  const consumer = async () => {
    const merges = await pMap(batches, (batch) => mergeRows(batch, store, signal), { concurrency: 3 });
    expect(merges.flat().filter(({ result }) => 'error' in result)).toEqual([]);
  };
  await Promise.all([
    consumer(),
    apply(sourceOf(lines), optionsOf()),
    apply(sourceOf(lines.toReversed()), optionsOf()),
  ]);
  await apply(sourceOf(lines), optionsOf());

  expect(await scores()).toEqual(
    new Map(submissions.map((index) => [idOf(index), index % 10 === 0 ? 50 : index % 7])),
  );
  const again = await apply(sourceOf(lines), optionsOf());
  expect(countOf(again, 'behind') + countOf(again, 'missing')).toBe(0);
});

describe('a run with a checkpoint', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'checkpoint-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const lines = Array.from({ length: 4_500 }, (_, index) => lineOf(index, 5));
  const open = (source: Source, system = { physicalNames }) =>
    openCheckpoint(join(folder, 'checkpoint.json'), system, source);

  /** Runs until this many lines are noted. */
  async function interrupt(noted: number): Promise<Progress | undefined> {
    const interruption = new AbortController();
    const source = sourceOf(lines);
    const run = apply(
      source,
      optionsOf({
        checkpoint: open(source),
        onProgress: (done) => done >= noted && interruption.abort(),
        signal: interruption.signal,
      }),
    );
    await expect(run).rejects.toThrow();
    return open(source).read();
  }

  test('resumes after the lines that it noted, also where the source gives them in other pages', async () => {
    expect(await interrupt(2_000)).toMatchObject({ lines: 2_000 });
    const source = sourceOf(lines, 999);
    const counts = countCommands(engines.clients.dynamodb);
    const tally = await apply(source, optionsOf({ checkpoint: open(source) }));
    expect(counts.get('statements')).toBe(2_500);
    expect(tally.facets).toEqual({ grade: { missing: 4_500 } });
    expect((await scores()).size).toBe(4_500);
    await expect(readFile(join(folder, 'checkpoint.json'))).rejects.toThrow('ENOENT');
  });

  test.each<[string, Source]>([
    ['lines that differ', sourceOf(lines.with(17, lineOf(9_999, 5)))],
    [
      'a state that differs in when it was changed',
      sourceOf(lines.with(17, lineOf(17, 5, { asOf: notAfter }))),
    ],
  ])('does not skip %s', async (_, source) => {
    await interrupt(2_000);
    expect(await applySource(source, optionsOf({ checkpoint: open(source) }))).toBeUndefined();
  });

  test('is another run for another snapshot or another system', async () => {
    await interrupt(2_000);
    const other = { physicalNames: { ...physicalNames, submissions: 'other' } };
    const checkpoints: Checkpoint[] = [
      open(sourceOf(lines, 700, null)),
      open(sourceOf(lines.slice(1))),
      open(sourceOf(lines), other),
    ];
    for (const checkpoint of checkpoints) expect(await checkpoint.read()).toBeUndefined();
    expect(await open(sourceOf(lines)).read()).toBeDefined();
  });
});
