import pMap from 'p-map';
import { backOff } from './back-off.ts';
import { notRemembered } from './domain/history.ts';
import { type Delta, type Folded, fold } from './domain/merge.ts';
import type { IsForgotten } from './forgotten.ts';
import { LOADS_IN_FLIGHT, MAX_KEYS_A_LOAD, MAX_SAVES_A_ROW, STATEMENTS_IN_FLIGHT } from './in-flight.ts';
import { type RowKey, rowId, type StoredRow } from './row-item.ts';
import type { RowStore } from './row-store.ts';

/**
 * The events of a batch that speak of one row, and what became of them.
 *
 * The deltas are the very objects that were given, each in one merge, so that who gave them finds by
 * identity what became of theirs.
 */
export type RowMerge = { readonly deltas: readonly Delta[]; readonly result: Merged | Failed };

type Merged = Folded & {
  readonly kind: 'merged';
  /** How many events the history did not have. */
  readonly remembered: number;
  /** When the row was saved, in epoch milliseconds; null when nothing had changed. */
  readonly savedAt: number | null;
};
type Failed = { readonly kind: 'failed'; readonly error: unknown };
type Group = { readonly key: RowKey; readonly deltas: [Delta, ...Delta[]] };
/** By `rowId`; what is in neither, the table does not hold. */
type Loaded = {
  readonly rows: ReadonlyMap<string, StoredRow>;
  readonly failures: ReadonlyMap<string, Failed>;
};

/**
 * Merges the events of a batch into the tables: load, remember, join, save.
 *
 * All rows are loaded in few requests. What a row does not know is added to its history; then it is joined in
 * memory and, where that changed it, saved once: never before, or a copy would be taken for remembered. An
 * old read cannot make this wrong, because rows only grow and a save is conditional on what was read.
 * Rows fail one by one, in their result; this never rejects.
 *
 * An event that is older than rows are kept is stale: a newer one of its row may have been here and gone. So is
 * one of a student who was forgotten since.
 *
 * @param deadline aborts when the time left is needed to answer; rows not yet saved then fail
 */
export async function mergeRows(
  deltas: readonly Delta[],
  store: RowStore,
  deadline: AbortSignal,
): Promise<RowMerge[]> {
  const kept = groupByRow(deltas.filter(({ row }) => !store.hasExpired(row)));
  const [{ rows, failures }, forgotten] = await Promise.all([
    loadRows(kept, store, deadline),
    loadForgotten(store, deadline),
  ]);
  if ('kind' in forgotten) return groupByRow(deltas).map(({ deltas }) => ({ deltas, result: forgotten }));
  const { past = [], live = [] } = Object.groupBy(deltas, ({ row }) =>
    store.hasExpired(row) || forgotten.isForgotten(row) ? 'past' : 'live',
  );
  const groups = groupByRow(live);
  const merge = async (group: Group): Promise<RowMerge> => {
    const id = rowId(group.key);
    const result = failures.get(id) ?? (await mergeRow(group, rows.get(id), store, deadline));
    return { deltas: group.deltas, result };
  };
  const merges = await pMap(groups, merge, { concurrency: STATEMENTS_IN_FLIGHT });
  return [...merges, ...groupByRow(past).map(toStale)];
}

/** Who was forgotten must be known before anything is saved. */
async function loadForgotten(
  store: RowStore,
  deadline: AbortSignal,
): Promise<{ readonly isForgotten: IsForgotten } | Failed> {
  try {
    return { isForgotten: await store.loadForgotten(deadline) };
  } catch (error) {
    return { kind: 'failed', error };
  }
}

function toStale({ deltas }: Group): RowMerge {
  const [{ row }] = deltas;
  const changes = deltas.map(() => 'stale' as const);
  return { deltas, result: { kind: 'merged', row, changes, missedChanges: 0, remembered: 0, savedAt: null } };
}

function groupByRow(deltas: readonly Delta[]): Group[] {
  const groups = new Map<string, Group>();
  for (const delta of deltas) {
    const group = groups.get(rowId(delta.row));
    if (group === undefined) groups.set(rowId(delta.row), { key: delta.row, deltas: [delta] });
    else group.deltas.push(delta);
  }
  return [...groups.values()];
}

async function loadRows(groups: readonly Group[], store: RowStore, deadline: AbortSignal): Promise<Loaded> {
  const keys = groups.map(({ key }) => key);
  const chunks = Array.from({ length: Math.ceil(keys.length / MAX_KEYS_A_LOAD) }, (_, index) =>
    keys.slice(index * MAX_KEYS_A_LOAD, (index + 1) * MAX_KEYS_A_LOAD),
  );
  const rows = new Map<string, StoredRow>();
  const failures = new Map<string, Failed>();
  const load = async (chunk: readonly RowKey[]): Promise<void> => {
    try {
      for (const stored of await store.load(chunk, deadline)) rows.set(rowId(stored.row), stored);
    } catch (error) {
      for (const key of chunk) failures.set(rowId(key), { kind: 'failed', error });
    }
  };
  await pMap(chunks, load, { concurrency: LOADS_IN_FLIGHT });
  return { rows, failures };
}

async function mergeRow(
  group: Group,
  loaded: StoredRow | undefined,
  store: RowStore,
  deadline: AbortSignal,
): Promise<Merged | Failed> {
  let stored = loaded;
  try {
    const remembered = await remember(group, loaded, store, deadline);
    for (let save = 1; save <= MAX_SAVES_A_ROW; save += 1) {
      deadline.throwIfAborted();
      const folded = fold(stored?.row, group.deltas);
      if (folded.row === stored?.row) return { kind: 'merged', ...folded, remembered, savedAt: null };
      if (await store.save(folded.row, stored?.revision, deadline)) {
        return { kind: 'merged', ...folded, remembered, savedAt: Date.now() };
      }
      await backOff(save, deadline);
      stored = await store.reload(group.key, deadline);
    }
  } catch (error) {
    return { kind: 'failed', error };
  }
  return { kind: 'failed', error: new ContendedRowError() };
}

async function remember(
  { deltas }: Group,
  stored: StoredRow | undefined,
  store: RowStore,
  deadline: AbortSignal,
): Promise<number> {
  deadline.throwIfAborted();
  const added = await Promise.all(
    notRemembered(stored?.row, deltas).map((delta) => store.remember(delta, deadline)),
  );
  return added.filter(Boolean).length;
}

/** Other consumers won every save of a row; nothing is lost, the message comes again. */
export class ContendedRowError extends Error {
  override readonly name = 'ContendedRowError';
}
