import type { DuckDBConnection } from '@duckdb/node-api';
import { CommandError } from '../../command/command-error.ts';
import { addProblem, leaveOut, type Summary } from '../summary.ts';
import { type CanvasTable, type CanvasTableName, canvasTables, columnsOf } from './canvas-tables.ts';
import { recordsOf } from './load-file.ts';
import { select } from './open-duckdb.ts';

/** What one table's files hold, told before any of it is used. */
export type Checked = {
  readonly records: number;
  readonly hasCustomStatus: boolean;
  /** The newest change; null where there is none. */
  readonly newest: string | null;
};

/** A record of another kind would have no id, or an order that is no time; one from the future beats every event. */
function conditions(table: CanvasTableName) {
  const { changedAt } = canvasTables[table];
  return [
    { field: 'id', expected: 'expected a Canvas id', holds: `regexp_full_match(id, '[1-9][0-9]{0,18}')` },
    { field: changedAt, expected: 'expected an ISO 8601 instant', holds: `is_instant(${changedAt})` },
    {
      field: changedAt,
      expected: 'expected an instant that is not in the future',
      holds: `NOT is_instant(${changedAt}) OR ${changedAt} <= getvariable('now')`,
    },
  ].map((condition) => ({ ...condition, holds: `coalesce(${condition.holds}, false)` }));
}

const isDeleted = `(action IS NOT DISTINCT FROM 'D')`;

/**
 * Checks the records of a table's files. A bad record is reported and left out.
 *
 * @throws CommandError when a file is another table's, or most ids are of another shard
 */
export async function checkRecords(
  duckdb: DuckDBConnection,
  table: CanvasTableName,
  shard: string,
  summary: Summary,
): Promise<Checked> {
  const { always, optional = [], changedAt }: CanvasTable = canvasTables[table];
  const all = conditions(table);
  const good = all.map(({ holds }) => holds).join(' AND ');
  const counts = [
    `count(*) AS records`,
    `count(*) FILTER (${isDeleted}) AS deleted`,
    `max(${changedAt}) FILTER (${good}) AS newest`,
    ...[...always, ...optional].map(
      (column) => `count(${column}) FILTER (NOT ${isDeleted}) AS with_${column}`,
    ),
    ...all.map(({ holds }, index) => `count(*) FILTER (NOT ${isDeleted} AND NOT ${holds}) AS bad_${index}`),
  ];
  const files = await select(
    duckdb,
    `SELECT file, ${counts.join(', ')} FROM ${recordsOf(table)} GROUP BY file`,
  );
  for (const file of files) {
    const missing = always.find((column) => Number(file[`with_${column}`]) === 0);
    if (missing === undefined || file['records'] === file['deleted']) continue;
    throw new CommandError(
      `${String(file['file'])} has no column ${missing}. Is it a file of ${table}? Each table has a folder of its own.`,
    );
  }
  await refuseOtherShard(duckdb, table, shard);
  for (const [index, { field, expected }] of all.entries()) {
    for (const { file, [`bad_${index}`]: times } of files) {
      const problem = { file: String(file), line: null, field: `${table}.${field}`, expected };
      if (Number(times) > 0) addProblem(summary, problem, Number(times));
    }
  }
  const sum = (name: string) => files.reduce((total, file) => total + Number(file[name]), 0);
  if (sum('deleted') > 0) leaveOut(summary, 'deleted', sum('deleted'));
  const newest = files.flatMap((file) => (file['newest'] as string | null) ?? []).toSorted();
  return {
    records: sum('records'),
    hasCustomStatus: files.some((file) => Number(file['with_custom_grade_status_id'] ?? 0) > 0),
    newest: newest.at(-1) ?? null,
  };
}

/** A table's own ids are local to the account's shard; those of another shard are global, and the exception. */
async function refuseOtherShard(
  duckdb: DuckDBConnection,
  table: CanvasTableName,
  shard: string,
): Promise<void> {
  const [other] = await select(
    duckdb,
    `SELECT id[:-14] AS shard, count(*) AS times FROM ${recordsOf(table)}
      WHERE regexp_full_match(id, '[0-9]+') GROUP BY id[:-14]
      QUALIFY id[:-14] NOT IN ('', getvariable('shard')) AND times * 2 > sum(times) OVER ()`,
  );
  if (other === undefined) return;
  throw new CommandError(
    `Most ids of ${table} are those of shard ${String(other['shard'])}, not of shard ${shard}. Give the shard of this Canvas with --shard.`,
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
    ) WHERE place = 1 AND NOT ${isDeleted}`;
}
