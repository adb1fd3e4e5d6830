import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sizeOf } from '../../../bench/stub/item-size.ts';
import { toBatches } from '../../../bench/workload/batches.ts';
import { liveEventMix, type Message, storm } from '../../../bench/workload/live-event-mix.ts';
import { toHistoryItem } from '../../../lambdas/consume-live-events/history-item.ts';
import { type BatchReport, processBatch } from '../../../lambdas/consume-live-events/process-batch.ts';
import { toItem } from '../../../lambdas/consume-live-events/row-item.ts';
import type { RowStore } from '../../../lambdas/consume-live-events/row-store.ts';
import { type Engines, startEngines } from '../../../scripts/local/engines/engines.ts';
import { countCommands, createTables, openRowStore, physicalNames } from '../../support/dynamodb.ts';
import { acceptAny, gradeChange, readGood } from '../../support/messages.ts';

/* The counts that the benchmark prints: what a batch asks of DynamoDB decides what it costs. */

const { signal } = new AbortController();
let engines: Engines;
let counts: Map<string, number>;
let store: RowStore;
let remembering: RowStore;

beforeAll(async () => {
  engines = await startEngines();
  await createTables(engines.clients.dynamodb);
  counts = countCommands(engines.clients.dynamodb);
  store = openRowStore(engines.clients.dynamodb);
  remembering = openRowStore(engines.clients.dynamodb, physicalNames, {
    history: { tableName: physicalNames.history, days: undefined },
  });
});
afterAll(() => engines.stop());
beforeEach(() => counts.clear());

async function handle(messages: readonly Message[], on = store): Promise<BatchReport> {
  const reports: BatchReport[] = [];
  const [event] = toBatches(messages, messages.length);
  const answer = await processBatch(
    event?.Records ?? [],
    {
      policy: acceptAny,
      store: on,
      sendDeadLetter: () => Promise.reject(new Error('nothing is rejected here')),
      report: (batch) => reports.push(batch),
    },
    signal,
  );
  expect(answer).toEqual({ batchItemFailures: [] });
  return reports[0] as BatchReport;
}

const requests = () => Object.fromEntries(counts);

describe('a thousand events', () => {
  const unique = liveEventMix(1000, 'counts');

  test('of a row each are ten loads and a thousand writes, in forty requests, and once a minute the list of forgotten students', async () => {
    expect(await handle(unique)).toMatchObject({ rows: 1000, rowsWritten: 1000 });
    expect(requests()).toEqual({
      ScanCommand: 1,
      BatchGetItemCommand: 10,
      BatchExecuteStatementCommand: 40,
      statements: 1000,
    });
  });

  test('delivered again are ten loads and no write', async () => {
    expect(await handle(unique)).toMatchObject({ rows: 1000, rowsWritten: 0 });
    expect(requests()).toEqual({ BatchGetItemCommand: 10 });
  });

  test('of a storm are one write for each of its five hundred rows', async () => {
    expect(await handle(storm(1000, 'counts'))).toMatchObject({ rows: 500, rowsWritten: 500 });
    expect(requests()).toEqual({ BatchGetItemCommand: 5, BatchExecuteStatementCommand: 20, statements: 500 });
  });

  test('make rows under 1 KB, so that a write is one write unit and a load half a read unit', () => {
    const write = { seenRevision: 2 ** 48, revision: 2 ** 48 + 1, writtenAt: new Date(), retentionDays: 365 };
    for (const { body, eventName } of unique) {
      for (const { row } of readGood(body, eventName).deltas) {
        expect(sizeOf(toItem(row, write))).toBeLessThanOrEqual(1024);
      }
    }
  });
});

describe('with its history, a thousand events', () => {
  const unique = liveEventMix(1000, 'history');

  test('of a row each are a write more for each, in eighty requests', async () => {
    expect(await handle(unique, remembering)).toMatchObject({ remembered: 1000, rowsWritten: 1000 });
    expect(requests()).toEqual({
      ScanCommand: 1,
      BatchGetItemCommand: 10,
      BatchExecuteStatementCommand: 80,
      statements: 2000,
    });
  });

  test('delivered again are no write', async () => {
    expect(await handle(unique, remembering)).toMatchObject({ remembered: 0, rowsWritten: 0 });
    expect(requests()).toEqual({ BatchGetItemCommand: 10 });
  });

  test('of a storm are all written, and each of its five hundred rows once', async () => {
    const messages = storm(1000, 'history');
    expect(await handle(messages, remembering)).toMatchObject({ remembered: 1000, rowsWritten: 500 });
    expect(requests()).toMatchObject({ statements: 1500 });
  });

  test('make items under 1 KB, so that each is one write unit', () => {
    for (const { body, eventName } of unique) {
      for (const delta of readGood(body, eventName).deltas) {
        const item = toHistoryItem(delta, { writtenAt: new Date(), days: 365 });
        expect(sizeOf(item)).toBeLessThanOrEqual(1024);
      }
    }
  });
});

test('with its history, an event older than both states of its row is one write', async () => {
  const graded = (score: number, second: number): Message => ({
    body: JSON.stringify(
      gradeChange(
        { submission_id: '7', score, old_score: null },
        { event_time: `2026-03-02T10:00:0${second}.000Z` },
      ),
    ),
    eventName: 'grade_change',
  });
  for (const [score, second] of [
    [1, 5],
    [2, 6],
  ] as const)
    await handle([graded(score, second)], remembering);
  counts.clear();

  expect(await handle([graded(3, 1)], remembering)).toMatchObject({ remembered: 1, rowsWritten: 0 });
  expect(requests()).toMatchObject({ statements: 1 });
});
