import { type DynamoDBClient, ScanCommand, type ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { backOff } from '../../lambdas/consume-live-events/back-off.ts';
import type { AnyTableName } from '../../lambdas/consume-live-events/domain/tables.ts';
import { type RateLimit, startRateLimit } from '../command/rate-limit.ts';
import type { System } from '../system/connect.ts';
import { openSegment, type Page, type SegmentId, type SegmentProgress } from './segment.ts';

export type Reading = {
  /** Which tables. */
  readonly tables: readonly AnyTableName[];
  /** Folder of the parts, which exists. */
  readonly folder: string;
  readonly segments: number;
  /** Read units a second. */
  readonly rate: number;
  readonly onProgress: (total: Total) => void;
  readonly signal: AbortSignal;
};

/** What has been read, by earlier runs too. */
export type Total = Pick<SegmentProgress, 'rows' | 'readUnits'>;

/** What a page of 1 MB costs, the largest there is: half a unit for each 4 KB, since old reads will do. */
const PAGE_UNITS = 128;
/** Rows stay under 1 KB, so this is what a unit reads at least. */
const ROWS_A_UNIT = 8;
const MAX_ATTEMPTS = 10;
/** A request that is answered at all is answered long before. */
const REQUEST_MILLISECONDS = 60_000;

/**
 * Reads every item of tables into part files, from where the last run was interrupted.
 *
 * Each table is read in segments at once. When one fails, the others stop after their page, and what is
 * recorded stays.
 */
export async function readTables(
  { dynamodb, physicalNames }: Pick<System, 'dynamodb' | 'physicalNames'>,
  { tables, folder, segments, rate, onProgress, signal }: Reading,
): Promise<Total> {
  const limit = startRateLimit(rate);
  const failure = new AbortController();
  const stop = AbortSignal.any([signal, failure.signal]);
  const bySegment = new Map<SegmentId, SegmentProgress>();
  const total = (): Total => {
    const each = [...bySegment.values()];
    return {
      rows: each.reduce((sum, { rows }) => sum + rows, 0),
      readUnits: each.reduce((sum, { readUnits }) => sum + readUnits, 0),
    };
  };
  const report = (id: SegmentId, progress: SegmentProgress) => {
    bySegment.set(id, progress);
    onProgress(total());
  };
  const readOne = async (id: SegmentId) => {
    const segment = await openSegment(folder, id);
    try {
      report(id, segment.progress());
      const request = {
        TableName: physicalNames[id.table],
        Segment: id.index,
        TotalSegments: segments,
        // A second's worth of the segment's share, so that a low rate is kept too.
        Limit: Math.ceil((rate / segments) * ROWS_A_UNIT),
        ReturnConsumedCapacity: 'TOTAL',
      } as const;
      const readPage = pageReader(dynamodb, request, limit);
      while (!segment.progress().isRead) {
        await segment.append(await readPage(segment.progress().lastKey, stop));
        report(id, segment.progress());
      }
    } finally {
      await segment.close();
    }
  };

  const indexes = Array.from({ length: segments }, (_, index) => index);
  const queue = tables.flatMap((table) => indexes.map((index) => ({ table, index }))).values();
  const work = async () => {
    try {
      for (const id of queue) await readOne(id);
    } catch (error) {
      failure.abort(error);
    }
  };
  await Promise.all(Array.from({ length: segments }, work));
  if (failure.signal.aborted) throw failure.signal.reason;
  return total();
}

function pageReader(
  dynamodb: DynamoDBClient,
  request: ScanCommandInput & { readonly Limit: number },
  limit: RateLimit,
) {
  let guess = Math.min(PAGE_UNITS, request.Limit / ROWS_A_UNIT);
  return async (lastKey: Page['lastKey'] | null, signal: AbortSignal): Promise<Page> => {
    await limit.take(guess, signal);
    const input = { ...request, ...(lastKey && { ExclusiveStartKey: lastKey }) };
    const { Items = [], LastEvaluatedKey, ConsumedCapacity } = await scan(dynamodb, input, signal);
    const readUnits = ConsumedCapacity?.CapacityUnits ?? 0;
    limit.settle(readUnits - guess);
    guess = readUnits;
    return { items: Items, lastKey: LastEvaluatedKey, readUnits };
  };
}

/** Asks again, more patiently than the SDK alone, when DynamoDB has no capacity left or does not answer. */
async function scan(dynamodb: DynamoDBClient, input: ScanCommandInput, signal: AbortSignal) {
  for (let attempt = 1; ; attempt += 1) {
    const timeout = AbortSignal.timeout(REQUEST_MILLISECONDS);
    try {
      return await dynamodb.send(new ScanCommand(input), { abortSignal: AbortSignal.any([signal, timeout]) });
    } catch (error) {
      if (signal.aborted || attempt === MAX_ATTEMPTS || !(timeout.aborted || isThrottling(error)))
        throw error;
      await backOff(attempt, signal);
    }
  }
}

function isThrottling(error: unknown): boolean {
  return error instanceof Error && /Throttl|ThroughputExceeded|RequestLimitExceeded/.test(error.name);
}
