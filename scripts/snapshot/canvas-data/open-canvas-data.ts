import type { DuckDBConnection } from '@duckdb/node-api';
import type { Line } from '../lines/line.ts';
import { readLine } from '../lines/read-line.ts';
import { collectProblems, type Problems } from '../problems.ts';
import { requireShard } from '../shard.ts';
import type { LeftOut, Source } from '../source.ts';
import type { CanvasDataFacet, CanvasTableName } from './canvas-tables.ts';
import { chooseStatements, type Statement } from './facet-statements.ts';
import { findUnknown } from './find-unknown.ts';
import { isReadInParts, loadTables, notAfter, type Tables } from './load-tables.ts';
import { newestRecords, partsOf } from './newest-records.ts';
import { openDuckdb, readSql } from './open-duckdb.ts';

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
    const tables = await loadTables(duckdb.connection, options, problems);
    const reading = startReading(problems, tables);
    const chosen = await chooseStatements(duckdb.connection, facets);
    return {
      notAfter: notAfter(tables),
      atMost: chosen.reduce((sum, { table }) => sum + (tables.get(table)?.records ?? 0), 0),
      summary: reading.summary,
      findUnknown: (rows) => findUnknown(duckdb.connection, facets, rows),
      lines: () => readTables(duckdb.connection, chosen, tables, reading, now),
      close,
    };
  } catch (error) {
    await close();
    signal?.throwIfAborted();
    throw error;
  }
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
