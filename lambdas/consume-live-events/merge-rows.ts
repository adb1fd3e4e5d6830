import pMap from 'p-map';
import { backOff } from './back-off.ts';
import { type Delta, type Folded, fold } from './domain/merge.ts';
import { type RowKey, rowId, type StoredRow } from './row-item.ts';
import { MAX_KEYS_A_LOAD, type RowStore } from './row-store.ts';
import { STATEMENTS_IN_FLIGHT } from './send-statement.ts';

/** The events of a batch that speak of one row, and what became of them. */
export type RowMerge = {
  readonly deltas: readonly Delta[];
  readonly result: (Folded & { readonly write: Write | null }) | { readonly error: unknown };
};

/** When a row was saved, in epoch milliseconds. */
type Write = { readonly at: number };
type Group = { readonly key: RowKey; readonly deltas: [Delta, ...Delta[]] };
type LoadedRow = StoredRow | { readonly error: unknown };
type Loaded = ReadonlyMap<string, LoadedRow>;

/** Requests of a hundred keys in flight at once. */
const LOADS_IN_FLIGHT = 12;
/** A row that is still contended after so many saves is left to a redelivery. */
const MAX_SAVES = 10;

/**
 * Merges the events of a batch into the tables: load, join, save.
 *
 * All rows are loaded in few requests, joined in memory and, where that changed them, saved once. An
 * old read cannot make this wrong, because rows only grow and a save is conditional on what was read.
 * Rows fail one by one, in their result; this never rejects.
 *
 * An event that is older than rows are kept is stale: a newer one of its row may have been here and gone.
 *
 * @param deadline aborts when the time left is needed to answer; rows not yet saved then fail
 */
export async function mergeRows(
  deltas: readonly Delta[],
  store: RowStore,
  deadline: AbortSignal,
): Promise<RowMerge[]> {
  const { past = [], live = [] } = Object.groupBy(deltas, ({ row }) =>
    store.hasExpired(row) ? 'past' : 'live',
  );
  const groups = groupByRow(live);
  const loaded = await loadRows(groups, store, deadline);
  const merge = async (group: Group): Promise<RowMerge> => {
    try {
      const stored = loaded.get(rowId(group.key));
      if (stored !== undefined && 'error' in stored) throw stored.error;
      return { deltas: group.deltas, result: await mergeRow(group, stored, store, deadline) };
    } catch (error) {
      return { deltas: group.deltas, result: { error } };
    }
  };
  const merges = await pMap(groups, merge, { concurrency: STATEMENTS_IN_FLIGHT });
  return [...merges, ...groupByRow(past).map(toStale)];
}

function toStale({ deltas }: Group): RowMerge {
  const [{ row }] = deltas;
  const changes = deltas.map(() => 'stale' as const);
  return { deltas, result: { row, changes, missedChanges: 0, write: null } };
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
  const load = async (chunk: readonly RowKey[]): Promise<[string, LoadedRow][]> => {
    try {
      const rows = await store.load(chunk, deadline);
      return rows.map((stored) => [rowId(stored.row), stored]);
    } catch (error) {
      return chunk.map((key) => [rowId(key), { error }]);
    }
  };
  const loaded = await pMap(chunks, load, { concurrency: LOADS_IN_FLIGHT });
  return new Map(loaded.flat());
}

async function mergeRow(group: Group, loaded: StoredRow | undefined, store: RowStore, deadline: AbortSignal) {
  let stored = loaded;
  for (let save = 1; save <= MAX_SAVES; save += 1) {
    deadline.throwIfAborted();
    const folded = fold(stored?.row, group.deltas);
    if (folded.row === stored?.row) return { ...folded, write: null };
    if (await store.save(folded.row, stored?.revision, deadline)) {
      return { ...folded, write: { at: Date.now() } };
    }
    await backOff(save, deadline);
    stored = await store.reload(group.key, deadline);
  }
  throw new ContendedRowError();
}

/** Other consumers won every save of a row; nothing is lost, the message comes again. */
export class ContendedRowError extends Error {
  override readonly name = 'ContendedRowError';
}
