import type { DuckDBConnection } from '@duckdb/node-api';
import { shardOf } from '../../../lambdas/consume-live-events/domain/ids.ts';
import type { Problems } from '../problems.ts';
import { SnapshotError } from '../snapshot-error.ts';
import { type CanvasTable, type CanvasTableName, canvasTables, columnsOf } from './canvas-tables.ts';
import { recordsOf } from './load-file.ts';

/** What one table's files hold, told before any of it is used. */
export type Checked = {
  readonly records: number;
  /** How many were deleted in Canvas. */
  readonly deleted: number;
  /** The newest change; null where there is none. */
  readonly newest: string | null;
};

/** A record of another kind would have no id, or an order that is no time; one from the future beats every event. */
function conditions(table: CanvasTableName) {
  const { changedAt } = canvasTables[table];
  return [
    { field: 'id', expected: 'expected a Canvas id', holds: `regexp_full_match(id, '[1-9][0-9]{0,18}')` },
    {
      field: changedAt,
      expected: 'expected an ISO 8601 instant',
      holds: `is_instant(${changedAt})`,
    },
    {
      field: changedAt,
      expected: 'expected an instant that is not in the future',
      holds: `NOT is_instant(${changedAt}) OR ${changedAt} <= getvariable('now')`,
    },
  ].map((condition) => ({ ...condition, holds: `coalesce(${condition.holds}, false)` }));
}

const isDeleted = `action IS NOT DISTINCT FROM 'D'`;

/**
 * Checks the records of a table's files. A bad record is reported and left out.
 *
 * @throws SnapshotError when a file is another table's, or most ids are of another shard
 */
export async function checkRecords(
  duckdb: DuckDBConnection,
  table: CanvasTableName,
  problems: Problems,
): Promise<Checked> {
  await refuseOtherTables(duckdb, table);
  await refuseOtherShard(duckdb, table);
  const all = conditions(table);
  const from = `FROM ${recordsOf(table)} WHERE NOT (${isDeleted})`;
  for (const { field, expected, holds } of all) {
    const bad = await select(
      duckdb,
      `SELECT file, count(*)::DOUBLE AS times ${from} AND NOT ${holds} GROUP BY file`,
    );
    for (const { file, times } of bad) {
      problems.add({ file: String(file), line: null, field: `${table}.${field}`, expected }, Number(times));
    }
  }
  const good = all.map(({ holds }) => holds).join(' AND ');
  const [counts] = await select(
    duckdb,
    `SELECT count(*)::DOUBLE AS records, (count(*) FILTER (${isDeleted}))::DOUBLE AS deleted,
      max(${canvasTables[table].changedAt}) FILTER (${good}) AS newest FROM ${recordsOf(table)}`,
  );
  return {
    records: Number(counts?.['records']),
    deleted: Number(counts?.['deleted']),
    newest: (counts?.['newest'] as string | null | undefined) ?? null,
  };
}

async function refuseOtherTables(duckdb: DuckDBConnection, table: CanvasTableName): Promise<void> {
  const { always }: CanvasTable = canvasTables[table];
  const counts = always.map((column) => `count(${column})::DOUBLE AS ${column}`).join(', ');
  const files = await select(
    duckdb,
    `SELECT file, ${counts} FROM ${recordsOf(table)} WHERE NOT (${isDeleted}) GROUP BY file`,
  );
  for (const { file, ...found } of files) {
    const missing = always.find((column) => found[column] === 0);
    if (missing === undefined) continue;
    throw new SnapshotError(
      `${String(file)} has no column ${missing}. Is it a file of ${table}? Each table has a folder of its own.`,
    );
  }
}

/** A table's own ids are local to the account's shard; those of another shard are global, and the exception. */
async function refuseOtherShard(duckdb: DuckDBConnection, table: CanvasTableName): Promise<void> {
  const shards = await select(
    duckdb,
    `SELECT id[:-14] AS shard, count(*)::DOUBLE AS times, any_value(getvariable('shard')) AS expected
      FROM ${recordsOf(table)} WHERE id IS NOT NULL GROUP BY ALL ORDER BY times DESC`,
  );
  const all = shards.reduce((sum, { times }) => sum + Number(times), 0);
  const other = shards.find(({ shard, expected }) => shard !== '' && shard !== expected);
  if (other === undefined || Number(other['times']) * 2 <= all) return;
  throw new SnapshotError(
    `Most ids of ${table} are those of shard ${shardOf(`${String(other['shard'])}0000000000000`)}, not of shard ${String(other['expected'])}. Give the shard of this Canvas with --shard.`,
  );
}

/** So that deciding which version of a record is the newest takes memory for this many, whatever the file's size. */
const RECORDS_AT_ONCE = 100_000;

/** Into how many parts, by a hash of their key, the records of a table are split. */
export function partsOf({ records }: Checked): number {
  return Math.max(1, Math.ceil(records / RECORDS_AT_ONCE));
}

/** Selects the newest version of each record in one of the parts; one that was deleted after it is in none. */
export function newestRecords(table: CanvasTableName, part: number, parts: number): string {
  const good = conditions(table).map(({ holds }) => holds);
  return `SELECT ${columnsOf(table).join(', ')} FROM (
      SELECT *, row_number() OVER (PARTITION BY id ORDER BY committed_at DESC NULLS LAST,
        ${canvasTables[table].changedAt} DESC NULLS LAST) AS place
      FROM ${recordsOf(table)} WHERE hash(id) % ${parts} = ${part} AND (${isDeleted} OR (${good.join(' AND ')}))
    ) WHERE place = 1 AND NOT (${isDeleted})`;
}

type Cells = { readonly [name: string]: unknown };

export async function select(duckdb: DuckDBConnection, statement: string): Promise<readonly Cells[]> {
  const reading = await duckdb.runAndReadAll(statement);
  return reading.getRowObjectsJS();
}
