import { setTimeout } from 'node:timers/promises';
import { DeleteItemCommand, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { join, type Row } from '../../../lambdas/consume-live-events/domain/merge.ts';
import { rowId, toItemKey } from '../../../lambdas/consume-live-events/row-item.ts';
import type { RowStore } from '../../../lambdas/consume-live-events/row-store.ts';
import { type Engines, startEngines } from '../../../scripts/local/engines/engines.ts';
import { countCommands, createTables, openRowStore, physicalNames } from '../../support/dynamodb.ts';
import { fixture, liveEventFixtures } from '../../support/fixtures.ts';
import { gradeChange, readGood, rowOf } from '../../support/messages.ts';

const { signal } = new AbortController();
let engines: Engines;
let dynamodb: Engines['clients']['dynamodb'];
let counts: Map<string, number>;
let store: RowStore;

beforeAll(async () => {
  engines = await startEngines();
  dynamodb = engines.clients.dynamodb;
  await createTables(dynamodb);
  counts = countCommands(dynamodb);
  store = openRowStore(dynamodb);
});
afterAll(() => engines.stop());

const graded = (id: number, score: number) => rowOf(gradeChange({ submission_id: id, score }));
const deleteRow = (row: Row) =>
  dynamodb.send(new DeleteItemCommand({ TableName: physicalNames[row.table], Key: toItemKey(row) }));

/** Saves a new row. */
async function insert(row: Row): Promise<number> {
  expect(await store.save(row, undefined, signal)).toBe(true);
  return (await store.reload(row, signal))?.revision ?? Number.NaN;
}

describe('saving', () => {
  test('a new row succeeds once; who comes second is refused', async () => {
    const row = graded(1, 5);
    expect(await store.save(row, undefined, signal)).toBe(true);
    expect(await store.save(row, undefined, signal)).toBe(false);
  });

  test('a known row succeeds only at the revision that was seen', async () => {
    const row = graded(2, 5);
    const seen = await insert(row);
    expect(await store.save(row, seen, signal)).toBe(true);
    expect(await store.save(row, seen, signal)).toBe(false);
    expect(await store.save(row, seen + 2, signal)).toBe(false);
    expect(await store.reload(row, signal)).toMatchObject({ revision: seen + 1 });
  });

  test('a row notes when, again each time', async () => {
    const row = graded(8, 5);
    const writtenAt = async () => {
      const request = { TableName: physicalNames[row.table], Key: toItemKey(row) };
      const { Item } = await dynamodb.send(new GetItemCommand(request));
      return Date.parse(Item?.['written_at']?.S ?? '');
    };
    const before = Date.now();
    const seen = await insert(row);
    const first = await writtenAt();
    await setTimeout(5);
    await store.save(row, seen, signal);
    expect(first).toBeGreaterThanOrEqual(before);
    expect(await writtenAt()).toBeGreaterThan(first);
  });

  test('a known row leaves nothing of what it was', async () => {
    const row = graded(6, 5);
    const [, identity] = Object.entries(row.identity)[0] ?? [];
    const older = { ...row, identity: { user_id: { value: '7', order: `0${identity?.order}` } } };
    const seen = await insert(older);
    expect(await store.reload(row, signal)).toEqual({ row: older, revision: seen });
    await store.save(row, seen, signal);
    expect(await store.reload(row, signal)).toEqual({ row, revision: seen + 1 });
  });

  test('a row that is gone is refused, so that it is joined again', async () => {
    expect(await store.save(graded(3, 5), 1, signal)).toBe(false);
  });

  test('a row that was deleted and made again is refused to who read it before, so that the newest event stays', async () => {
    const at = (second: number) =>
      rowOf(
        gradeChange(
          { submission_id: 7, score: second, old_score: second, old_grade: '5', old_points_possible: 10 },
          { event_time: `2026-03-02T10:00:0${second}.000Z` },
        ),
      );
    await insert(at(1));
    const [heldUp] = await store.load([at(1)], signal);
    await deleteRow(at(1));
    await insert(at(3));

    const late = join(heldUp?.row ?? at(1), at(2));
    expect(await store.save(late, heldUp?.revision, signal)).toBe(false);

    const stored = await store.reload(late, signal);
    expect(await store.save(join(stored?.row ?? late, at(2)), stored?.revision, signal)).toBe(true);
    expect((await store.reload(late, signal))?.row).toMatchObject({
      current: { state: { score: 3 } },
      previous: { state: { score: 2 } },
    });
  });

  test('rejects when DynamoDB refuses for another reason', async () => {
    const lost = openRowStore(dynamodb, { ...physicalNames, submissions: 'no-such-table' });
    await expect(lost.save(graded(4, 5), undefined, signal)).rejects.toMatchObject({
      name: 'ResourceNotFound',
    });
  });
});

describe('loading', () => {
  test('gives what was saved, of every kind of event, from all three tables at once', async () => {
    const rows = liveEventFixtures
      .filter(({ name }) => name.endsWith('.published') && name !== 'grade_change.caliper-published')
      .flatMap(({ text }) => readGood(text).deltas.map(({ row }) => row));
    for (const row of rows) expect(await store.save(row, undefined, signal)).toBe(true);
    const loaded = await store.load(rows, signal);
    const byId = new Map(loaded.map((stored) => [rowId(stored.row), stored]));
    expect(new Set(rows.map(({ table }) => table)).size).toBe(3);
    for (const row of rows) expect(byId.get(rowId(row))?.row).toEqual(row);
  });

  test('leaves out rows that the table does not hold', async () => {
    expect(await store.load([graded(5, 5)], signal)).toEqual([]);
    expect(await store.reload(graded(5, 5), signal)).toBeUndefined();
  });

  test('one row again, after a refused save, reads what is there now', async () => {
    const inputs: unknown[] = [];
    dynamodb.middlewareStack.add(
      (next) => (args) => {
        inputs.push(args.input);
        return next(args);
      },
      { step: 'initialize', name: 'recordInputs' },
    );
    try {
      await store.reload(graded(5, 5), signal);
    } finally {
      dynamodb.middlewareStack.remove('recordInputs');
    }
    expect(inputs).toEqual([expect.objectContaining({ ConsistentRead: true })]);
  });

  test('reads a hundred rows in one request', async () => {
    const rows = Array.from({ length: 100 }, (_, index) => graded(1000 + index, index));
    for (const row of rows) await store.save(row, undefined, signal);
    counts.clear();
    expect(await store.load(rows, signal)).toHaveLength(100);
    expect(counts).toEqual(new Map([['BatchGetItemCommand', 1]]));
  });

  test('asks again for keys that DynamoDB left unprocessed', async () => {
    const rows = [graded(2001, 1), graded(2002, 2), rowOf(fixture('course_grade_change.compacted').text)];
    for (const row of rows) await store.save(row, undefined, signal);
    let answers = 0;
    dynamodb.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const output = result.output as { UnprocessedKeys?: unknown; Responses?: Record<string, unknown[]> };
        answers += 1;
        if (answers <= 2) {
          output.UnprocessedKeys = (args.input as { RequestItems: unknown }).RequestItems;
          output.Responses = {};
        }
        return result;
      },
      { step: 'initialize', name: 'leaveUnprocessed' },
    );
    try {
      expect(await store.load(rows, signal)).toHaveLength(3);
      expect(answers).toBe(3);
    } finally {
      dynamodb.middlewareStack.remove('leaveUnprocessed');
    }
  });

  test('waits before it asks again, and fails as throttled when the time is up', async () => {
    const time = new AbortController();
    let answers = 0;
    dynamodb.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const output = result.output as { UnprocessedKeys?: unknown };
        output.UnprocessedKeys = (args.input as { RequestItems: unknown }).RequestItems;
        answers += 1;
        time.abort();
        return result;
      },
      { step: 'initialize', name: 'leaveUnprocessed' },
    );
    try {
      await expect(store.load([graded(2004, 1)], time.signal)).rejects.toMatchObject({
        name: 'ThrottlingError',
      });
      expect(answers).toBe(1);
    } finally {
      dynamodb.middlewareStack.remove('leaveUnprocessed');
    }
  });

  test('asks again when the whole request is throttled', async () => {
    let throttled = 2;
    dynamodb.middlewareStack.add(
      (next) => (args) => {
        throttled -= 1;
        if (throttled < 0) return next(args);
        throw Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
      },
      { step: 'initialize', name: 'throttle' },
    );
    try {
      const row = graded(2003, 1);
      expect(await store.load([row], signal)).toEqual([]);
      throttled = 2;
      expect(await store.reload(row, signal)).toBeUndefined();
    } finally {
      dynamodb.middlewareStack.remove('throttle');
    }
  });

  test('reads at most 24 single rows at once', async () => {
    let inFlight = 0;
    let most = 0;
    dynamodb.middlewareStack.add(
      (next) => async (args) => {
        inFlight += 1;
        most = Math.max(most, inFlight);
        const result = await next(args);
        inFlight -= 1;
        return result;
      },
      { step: 'initialize', name: 'countInFlight' },
    );
    try {
      await Promise.all(Array.from({ length: 100 }, (_, id) => store.reload(graded(3000 + id, 1), signal)));
    } finally {
      dynamodb.middlewareStack.remove('countInFlight');
    }
    expect(most).toBe(24);
  });

  test('a single row that fails lets the next one begin', async () => {
    const lost = openRowStore(dynamodb, { ...physicalNames, submissions: 'no-such-table' });
    const reloads = Array.from({ length: 50 }, (_, id) => lost.reload(graded(4000 + id, 1), signal));
    const results = await Promise.allSettled(reloads);
    expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['rejected']));
  });

  test('rejects when the time is up', async () => {
    await expect(store.load([graded(5, 5)], AbortSignal.abort())).rejects.toMatchObject({
      name: 'AbortError',
    });
    await expect(store.reload(graded(5, 5), AbortSignal.abort())).rejects.toMatchObject({
      name: 'AbortError',
    });
    await expect(store.save(graded(5, 5), undefined, AbortSignal.abort())).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});
