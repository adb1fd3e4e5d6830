import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sizeOf } from '../../../bench/stub/item-size.ts';
import { toBatches } from '../../../bench/workload/batches.ts';
import { liveEventMix, type Message, storm } from '../../../bench/workload/live-event-mix.ts';
import { type BatchReport, processBatch } from '../../../lambdas/consume-live-events/process-batch.ts';
import { toItem } from '../../../lambdas/consume-live-events/row-item.ts';
import type { RowStore } from '../../../lambdas/consume-live-events/row-store.ts';
import { type Engines, startEngines } from '../../../scripts/local/engines/engines.ts';
import { countCommands, createTables, openRowStore } from '../../support/dynamodb.ts';
import { acceptAny, readGood } from '../../support/messages.ts';

/* The counts that the benchmark prints: what a batch asks of DynamoDB decides what it costs. */

const { signal } = new AbortController();
let engines: Engines;
let counts: Map<string, number>;
let store: RowStore;

beforeAll(async () => {
  engines = await startEngines();
  await createTables(engines.clients.dynamodb);
  counts = countCommands(engines.clients.dynamodb);
  store = openRowStore(engines.clients.dynamodb);
});
afterAll(() => engines.stop());
beforeEach(() => counts.clear());

async function handle(messages: readonly Message[]): Promise<BatchReport> {
  const reports: BatchReport[] = [];
  const [event] = toBatches(messages, messages.length);
  const answer = await processBatch(
    event?.Records ?? [],
    {
      policy: acceptAny,
      store,
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
