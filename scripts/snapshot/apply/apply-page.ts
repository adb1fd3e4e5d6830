import pMap from 'p-map';
import { backOff } from '../../../lambdas/consume-live-events/back-off.ts';
import { join, type Row } from '../../../lambdas/consume-live-events/domain/merge.ts';
import {
  type Comparison,
  compareSnapshot,
  rowOf,
} from '../../../lambdas/consume-live-events/domain/snapshot.ts';
import { tables } from '../../../lambdas/consume-live-events/domain/tables.ts';
import {
  LOADS_IN_FLIGHT,
  MAX_KEYS_A_LOAD,
  MAX_STATEMENTS_A_REQUEST,
  STATEMENT_REQUESTS_IN_FLIGHT,
} from '../../../lambdas/consume-live-events/in-flight.ts';
import { rowId, type StoredRow } from '../../../lambdas/consume-live-events/row-item.ts';
import type { RowStore } from '../../../lambdas/consume-live-events/row-store.ts';
import type { Line } from '../lines/read-line.ts';

/**
 * What became of a line. Two must not come back: `expired` is of a state older than rows are kept, `forgotten` of a
 * student who was forgotten since.
 */
export type Finding = {
  readonly line: Line;
  readonly kind: Comparison['kind'] | 'expired' | 'forgotten';
  /** The row before; undefined where there was none. */
  readonly held: Row | undefined;
};

export type ApplyOptions = {
  readonly store: RowStore;
  readonly notAfter: string | null;
  /** Waits until this many write units may be used; null where nothing is to be written. */
  readonly takeUnits: ((units: number) => Promise<void>) | null;
  readonly signal: AbortSignal;
};

type Group = readonly [Line, ...Line[]];

/**
 * Compares lines with their rows and, where asked to, saves those rows that are missing or behind.
 *
 * A row that another writer changes meanwhile is compared again with what it has become. Applying a line a
 * second time does nothing.
 */
export async function applyPage(lines: readonly Line[], options: ApplyOptions): Promise<readonly Finding[]> {
  const { store, notAfter, signal } = options;
  const isForgotten = await store.loadForgotten(signal);
  const {
    expired = [],
    forgotten = [],
    live = [],
  } = Object.groupBy(lines, (line) => {
    const row = rowOf(line, line.asOf);
    if (store.hasExpired(row)) return 'expired';
    return isForgotten(row) ? 'forgotten' : 'live';
  });
  const groups = [...Map.groupBy(live, rowId).values()] as unknown as Group[];
  const keys = groups.map(([line]) => line);
  const loads = await pMap(chunksOf(keys, MAX_KEYS_A_LOAD), (chunk) => store.load(chunk, signal), {
    concurrency: LOADS_IN_FLIGHT,
    signal,
  });
  const stored = new Map(loads.flat().map((each) => [rowId(each.row), each]));
  const compared = groups.map((group) => compareGroup(group, stored.get(rowId(group[0])), notAfter));
  const changed = compared.filter(({ row }) => row !== null);
  const kept = compared.filter(({ row }) => row === null);
  const saved = options.takeUnits === null ? changed : await saveAll(changed, options.takeUnits, options);
  const findings = [...kept, ...saved].flatMap((each) => each.findings);
  return [...findings, ...leaveOut(expired, 'expired'), ...leaveOut(forgotten, 'forgotten')];
}

function leaveOut(lines: readonly Line[], kind: 'expired' | 'forgotten'): readonly Finding[] {
  return lines.map((line) => ({ line, kind, held: undefined }));
}

/** The lines of one row held against it. */
type Compared = {
  readonly group: Group;
  readonly stored: StoredRow | undefined;
  readonly findings: readonly Finding[];
  /** What the row is to be joined with. */
  readonly observed: readonly Row[];
  /** What is to be saved; null when nothing is. */
  readonly row: Row | null;
};

/** @param remembered observations that are in the history already, so that the row must come to have them */
function compareGroup(
  group: Group,
  stored: StoredRow | undefined,
  notAfter: string | null,
  remembered: readonly Row[] = [],
): Compared {
  let row = stored?.row;
  const observed = [...remembered];
  const findings = group.map((line): Finding => {
    const comparison = compareSnapshot(row, line, notAfter);
    const finding = { line, kind: comparison.kind, held: row };
    if ('row' in comparison) {
      row = comparison.row;
      observed.push(comparison.observed);
    }
    return finding;
  });
  for (const each of remembered) row = row === undefined ? each : join(row, each);
  return { group, stored, findings, observed, row: row === undefined || row === stored?.row ? null : row };
}

async function saveAll(
  changed: readonly Compared[],
  takeUnits: (units: number) => Promise<void>,
  options: ApplyOptions,
): Promise<readonly Compared[]> {
  const saveChunk = async (chunk: readonly Compared[]) => {
    await takeUnits(chunk.reduce((sum, each) => sum + unitsOf(each, options.store), 0));
    // Units may have taken long to come.
    const isForgotten = await options.store.loadForgotten(options.signal);
    const saveUnlessForgotten = async (each: Compared) =>
      each.group.some((line) => isForgotten(rowOf(line, line.asOf)))
        ? { ...each, findings: leaveOut(each.group, 'forgotten') }
        : save(each, options);
    return Promise.all(chunk.map(saveUnlessForgotten));
  };
  const saved = await pMap(chunksOf(changed, MAX_STATEMENTS_A_REQUEST), saveChunk, {
    concurrency: STATEMENT_REQUESTS_IN_FLIGHT,
  });
  return saved.flat();
}

/**
 * A row and an item of the history stay under 1 KB each. The index entries of a row never change, so they are paid
 * for only when it is made.
 */
function unitsOf({ group: [{ table }], stored, observed }: Compared, { remembers }: RowStore): number {
  const ofRow = stored === undefined ? 1 + Object.keys(tables[table].indexes).length : 1;
  return ofRow + (remembers ? observed.length : 0);
}

/** As the function does: the history first. Some writer gets on each time a save is refused, so this comes to an end. */
async function save(compared: Compared, { store, notAfter, signal }: ApplyOptions): Promise<Compared> {
  let next = compared;
  for (let attempt = 1; next.row !== null; attempt += 1) {
    signal.throwIfAborted();
    await Promise.all(next.observed.map((row) => store.remember({ row, reported: null }, signal)));
    if (await store.save(next.row, next.stored?.revision, signal)) break;
    await backOff(attempt, signal);
    const stored = await store.reload(next.group[0], signal);
    next = compareGroup(next.group, stored, notAfter, next.observed);
  }
  return next;
}

function chunksOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
