import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Facet } from '../../../lambdas/consume-live-events/domain/facets.ts';
import type { Line } from '../lines/line.ts';
import { readLine } from '../lines/read-line.ts';
import { collectProblems, type Problems } from '../problems.ts';
import { requireShard } from '../shard.ts';
import { SnapshotError } from '../snapshot-error.ts';
import type { LeftOut, Source } from '../source.ts';
import { type CanvasDataFacet, type CanvasTableName, tablesFor } from './canvas-tables.ts';
import { inspectFile, listFiles } from './inspect-file.ts';
import { createRecords, loadFile } from './load-file.ts';
import { type Checked, checkRecords, newestRecords, partsOf, select } from './newest-records.ts';
import { type Duckdb, literal, openDuckdb, readSql } from './open-duckdb.ts';

export type CanvasDataOptions = {
  /** A folder with a folder for each table. */
  readonly folder: string;
  /** Digits: the shard of the Canvas account, which none of the files says. */
  readonly shard: string;
  readonly facets: readonly CanvasDataFacet[];
  /** No state can be newer than this. */
  readonly now: Date;
  readonly signal?: AbortSignal;
  /** A folder for what does not fit into memory; nothing of it stays. */
  readonly temporary?: string;
  readonly memoryLimit?: string;
};

/**
 * Opens files of Canvas Data 2, as `dap` writes them: JSON lines, CSV, TSV or Parquet, packed or not, of
 * snapshots and of incremental queries.
 *
 * @throws SnapshotError when a file is missing, not whole, another table's or another shard's
 */
export async function openCanvasData(options: CanvasDataOptions): Promise<Source> {
  const { facets, now, signal } = options;
  requireShard(options.shard);
  const duckdb = await openDuckdb(options.temporary, options.memoryLimit);
  const interrupt = () => duckdb.connection.interrupt();
  signal?.addEventListener('abort', interrupt);
  const close = async () => {
    signal?.removeEventListener('abort', interrupt);
    await duckdb.close();
  };
  try {
    const problems = collectProblems();
    const tables = await loadTables(duckdb, options, problems);
    const reading = startReading(problems, tables);
    const chosen = await chooseStatements(duckdb.connection, facets);
    return {
      notAfter: notAfter(tables),
      summary: reading.summary,
      lines: () => readTables(duckdb.connection, chosen, tables, reading, now),
      close,
    };
  } catch (error) {
    await close();
    signal?.throwIfAborted();
    throw error;
  }
}

type Tables = ReadonlyMap<CanvasTableName, Checked>;

async function loadTables(
  { connection }: Duckdb,
  { folder, shard, facets, now, signal }: CanvasDataOptions,
  problems: Problems,
): Promise<Tables> {
  await connection.run(`SET VARIABLE shard = ${literal(shard)}`);
  await connection.run(`SET VARIABLE now = ${literal(now.toISOString())}`);
  await connection.run(await readSql('macros'));
  const names = tablesFor(facets);
  const checked = new Map<CanvasTableName, Checked>();
  for (const name of names) {
    await createRecords(connection, name);
    for (const path of await listFiles(join(folder, name))) {
      signal?.throwIfAborted();
      const file = await inspectFile(path);
      if (file !== undefined) await loadFile(connection, name, file);
    }
    checked.set(name, await checkRecords(connection, name, problems));
  }
  for (const [name, table] of checked) {
    await connection.run(
      `SET VARIABLE newest_${name} = ${table.newest === null ? 'NULL' : literal(table.newest)}`,
    );
    if (!isReadInParts(name)) await keepNewest(connection, name, table);
  }
  if (checked.has('scores')) await connection.run(await readSql('course_scores'));
  return checked;
}

/** Tables with a row for each of millions of submissions are never held whole a second time. */
function isReadInParts(name: CanvasTableName): boolean {
  return name === 'submissions' || name === 'submission_comments';
}

async function keepNewest(
  connection: DuckDBConnection,
  name: CanvasTableName,
  table: Checked,
): Promise<void> {
  const parts = partsOf(table);
  await connection.run(`CREATE TABLE ${name} AS ${newestRecords(name, 0, parts)}`);
  for (let part = 1; part < parts; part += 1) {
    await connection.run(`INSERT INTO ${name} ${newestRecords(name, part, parts)}`);
  }
}

const dayInMilliseconds = 86_400_000;

/**
 * A table was written no earlier than its newest change, and what a query reads of it may be as old as a day.
 * A table in which nothing changed for long makes this older than it could be, which is safe.
 */
function notAfter(tables: Tables): string | null {
  const ofStates: readonly CanvasTableName[] = ['assignments', 'submissions', 'scores'];
  const newest = ofStates.flatMap((name) => tables.get(name)?.newest ?? []);
  const [oldest] = newest.toSorted();
  return oldest === undefined ? null : new Date(Date.parse(oldest) - dayInMilliseconds).toISOString();
}

type Reading = {
  readonly summary: Source['summary'];
  readonly leaveOut: (reason: LeftOut) => void;
  readonly countLines: (lines: number) => void;
  readonly problems: Problems;
};

function startReading(problems: Problems, tables: Tables): Reading {
  const deleted = [...tables.values()].reduce((sum, table) => sum + table.deleted, 0);
  const leftOut: { [Reason in LeftOut]?: number } = deleted === 0 ? {} : { deleted };
  let lines = 0;
  return {
    problems,
    leaveOut(reason) {
      leftOut[reason] = (leftOut[reason] ?? 0) + 1;
    },
    countLines(more) {
      lines += more;
    },
    summary: {
      leftOut,
      problems: problems.first,
      get lines() {
        return lines;
      },
      get problemCount() {
        return problems.count;
      },
    },
  };
}

/** What is read of a facet from a table, by a statement in `sql/`. */
type Statement = { readonly facet: Facet; readonly table: CanvasTableName; readonly name: string };

const statements: readonly Statement[] = [
  { facet: 'grade', table: 'submissions', name: 'grade' },
  { facet: 'submission', table: 'submissions', name: 'submission' },
  { facet: 'custom_status', table: 'submissions', name: 'custom_status_of_submission' },
  { facet: 'override', table: 'scores', name: 'override' },
  { facet: 'course_score', table: 'scores', name: 'course_score' },
  { facet: 'custom_status', table: 'scores', name: 'custom_status_of_score' },
  { facet: 'comment', table: 'submission_comments', name: 'comment' },
];

async function chooseStatements(
  connection: DuckDBConnection,
  facets: readonly string[],
): Promise<readonly Statement[]> {
  const chosen = statements.filter(({ facet }) => facets.includes(facet));
  if (!facets.includes('custom_status')) return chosen;
  const tables = await tablesWithCustomStatus(connection);
  return chosen.filter(({ facet, table }) => facet !== 'custom_status' || tables.includes(table));
}

/** Files older than these statuses, or of a school that has none, must not look as if all were taken away. */
async function tablesWithCustomStatus(connection: DuckDBConnection): Promise<readonly unknown[]> {
  const found = await select(
    connection,
    `SELECT 'submissions' AS name FROM submissions_records WHERE custom_grade_status_id IS NOT NULL
      UNION SELECT 'scores' FROM scores_records WHERE custom_grade_status_id IS NOT NULL`,
  );
  if (found.length > 0) return found.map(({ name }) => name);
  throw new SnapshotError('custom_status: no record of submissions or scores has a custom_grade_status_id.');
}

async function* readTables(
  connection: DuckDBConnection,
  chosen: readonly Statement[],
  tables: Tables,
  reading: Reading,
  now: Date,
): AsyncGenerator<readonly Line[]> {
  for (const [name, table] of tables) {
    const ofTable = chosen.filter((statement) => statement.table === name);
    if (ofTable.length === 0) continue;
    const parts = isReadInParts(name) ? partsOf(table) : 1;
    for (let part = 0; part < parts; part += 1) {
      if (isReadInParts(name)) {
        await connection.run(`CREATE OR REPLACE TABLE ${name} AS ${newestRecords(name, part, parts)}`);
      }
      for (const statement of ofTable) {
        yield* readStatement(connection, await readSql(statement.name), name, reading, now);
      }
    }
  }
}

async function* readStatement(
  connection: DuckDBConnection,
  statement: string,
  table: CanvasTableName,
  reading: Reading,
  now: Date,
): AsyncGenerator<readonly Line[]> {
  const result = await connection.stream(statement);
  const latest = now.toISOString();
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    const [reasons = [], texts = []] = chunk.getColumns();
    const lines: Line[] = [];
    for (const [index, text] of texts.entries()) {
      const reason = reasons[index] as LeftOut | null;
      if (reason !== null) {
        reading.leaveOut(reason);
        continue;
      }
      const read = readLine(text as string, latest);
      if (read.ok) lines.push(read.line);
      else reading.problems.add({ file: table, line: null, field: read.field, expected: read.expected });
    }
    reading.countLines(lines.length);
    if (lines.length > 0) yield lines;
  }
}
