import { paginateScan } from '@aws-sdk/client-dynamodb';
import pMap from 'p-map';
import { remembered } from '../../lambdas/consume-live-events/domain/history.ts';
import type { Row } from '../../lambdas/consume-live-events/domain/merge.ts';
import { type AnyTableName, tableNames, tables } from '../../lambdas/consume-live-events/domain/tables.ts';
import { fromHistoryItem } from '../../lambdas/consume-live-events/history-item.ts';
import { STATEMENTS_IN_FLIGHT } from '../../lambdas/consume-live-events/in-flight.ts';
import type { Item } from '../../lambdas/consume-live-events/item.ts';
import { mergeRows } from '../../lambdas/consume-live-events/merge-rows.ts';
import { fromItem } from '../../lambdas/consume-live-events/row-item.ts';
import type { RowStore } from '../../lambdas/consume-live-events/row-store.ts';
import { CommandError } from '../command/command-error.ts';
import { startRateLimit } from '../command/rate-limit.ts';
import { interleave } from '../reader/interleave.ts';
import type { System } from '../system/connect.ts';
import { openRowStore } from '../system/open-row-store.ts';
import type { Options } from './options.ts';
import { rowsOf } from './rows-of-history.ts';

/** What was found and done, in items of the history and in rows. */
export type Tally = {
  /** Items that were read. */
  read: number;
  /** Rows of them, or observations that they know. */
  made: number;
  /** Those that were written; of a dry run, that there are to write. */
  written: number;
  /** Those that must not come back: too old, or of a student who was forgotten. */
  leftOut: number;
};

export type Surroundings = {
  /** Says how far it is. */
  readonly update: (detail: string) => void;
  readonly signal: AbortSignal;
};

const ITEMS_AT_ONCE = 1_000;

/**
 * Makes the rows anew out of the history, or adds to the history what the rows still know.
 *
 * Rows are joined with what is there and saved as the function saves them, so that nothing newer is beaten, whoever
 * writes meanwhile. To stop anywhere loses nothing: the same run again comes to the same end.
 *
 * @throws CommandError when some could not be written, or there is no history to add to
 */
export async function runRebuild(
  system: System,
  { direction, isWriting, rate, segments }: Omit<Options, 'target'>,
  { update, signal }: Surroundings,
): Promise<Tally> {
  const opened = openRowStore(system, direction === 'history');
  if (direction === 'history' && !opened.remembers)
    throw new CommandError(
      `${system.name} keeps no history. Switch it on and deploy first: what is saved before that would be missing again.`,
    );
  const store = isWriting ? atRate(opened, rate) : withoutWrites(opened);
  const tally: Tally = { read: 0, made: 0, written: 0, leftOut: 0 };
  const work = { system, store, segments, tally, signal };
  for await (const { read, written } of direction === 'rows' ? rebuildRows(work) : seedHistory(work)) {
    update(`${read} read, ${written} ${isWriting ? 'written' : 'to write'}`);
  }
  return tally;
}

type Work = {
  readonly system: Pick<System, 'dynamodb' | 'physicalNames'>;
  readonly store: RowStore;
  readonly segments: number;
  readonly tally: Tally;
  readonly signal: AbortSignal;
};

async function* rebuildRows(work: Work): AsyncGenerator<Tally> {
  const { store, segments, tally, signal } = work;
  const readSegment = async function* (segment: number) {
    for await (const items of scan(work, 'history', segment)) {
      const isForgotten = await store.loadForgotten(signal);
      const deltas = items.map((item) => fromHistoryItem(item));
      const live = deltas.filter(({ row }) => !isForgotten(row));
      tally.leftOut += deltas.length - live.length;
      yield live;
    }
  };
  const rows = Array.from({ length: segments }, (_, segment) => rowsOf(readSegment(segment)));
  for await (const page of interleave(rows)) {
    signal.throwIfAborted();
    const live = page.filter((row) => !store.hasExpired(row));
    tally.made += page.length;
    tally.leftOut += page.length - live.length;
    const merges = await mergeRows(
      live.map((row) => ({ row, reported: null })),
      store,
      signal,
    );
    for (const { result } of merges) {
      if (result.kind === 'failed') throw result.error;
      if (result.savedAt !== null) tally.written += 1;
    }
    yield tally;
  }
}

async function* seedHistory(work: Work): AsyncGenerator<Tally> {
  const { store, segments, tally, signal } = work;
  for (const table of tableNames) {
    const pages = Array.from({ length: segments }, (_, segment) => scan(work, table, segment));
    for await (const items of interleave(pages)) {
      signal.throwIfAborted();
      const isForgotten = await store.loadForgotten(signal);
      const rows = items.map((item) => fromItem(table, item).row);
      const live = rows.filter((row) => !store.hasExpired(row) && !isForgotten(row));
      const deltas = live.flatMap((row) => remembered(row));
      tally.made += deltas.length;
      tally.leftOut += rows.length - live.length;
      const added = await pMap(deltas, (delta) => store.remember(delta, signal), {
        concurrency: STATEMENTS_IN_FLIGHT,
      });
      tally.written += added.filter(Boolean).length;
      yield tally;
    }
  }
}

async function* scan(
  { system: { dynamodb, physicalNames }, segments, tally, signal }: Work,
  table: AnyTableName,
  segment: number,
): AsyncGenerator<Item[]> {
  const pages = paginateScan(
    { client: dynamodb, pageSize: ITEMS_AT_ONCE },
    { TableName: physicalNames[table], Segment: segment, TotalSegments: segments },
    { abortSignal: signal },
  );
  for await (const { Items = [] } of pages) {
    tally.read += Items.length;
    yield Items;
  }
}

/** A row and an item of the history stay under 1 KB each. Index entries are paid for when a row is made. */
function atRate(store: RowStore, rate: number): RowStore {
  const limit = startRateLimit(rate);
  return {
    ...store,
    async save(row, seenRevision, signal) {
      await limit.take(seenRevision === undefined ? unitsOfNew(row) : 1, signal);
      return store.save(row, seenRevision, signal);
    },
    async remember(delta, signal) {
      await limit.take(1, signal);
      return store.remember(delta, signal);
    },
  };
}

function unitsOfNew({ table }: Row): number {
  return 1 + Object.keys(tables[table].indexes).length;
}

/** Answers as if all had been written. */
function withoutWrites(store: RowStore): RowStore {
  return { ...store, save: async () => true, remember: async () => true };
}
