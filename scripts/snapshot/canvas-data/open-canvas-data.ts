import type { DuckDBConnection } from '@duckdb/node-api';
import { type Line, readLine } from '../lines/read-line.ts';
import type { Source } from '../source.ts';
import { addProblem, type LeftOut, leaveOut, type Summary, startSummary } from '../summary.ts';
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
  readonly signal: AbortSignal;
  /** A folder for what does not fit into memory; nothing of it stays. */
  readonly temporary?: string;
};

/**
 * Opens files of Canvas Data 2, as `dap` writes them: JSON lines, CSV, TSV or Parquet, packed or not, of
 * snapshots and of incremental queries.
 *
 * @throws CommandError when a file is missing, not whole, another table's or another shard's
 */
export async function openCanvasData(options: CanvasDataOptions): Promise<Source> {
  const { facets, now, signal, temporary } = options;
  const { connection, close } = await openDuckdb(temporary, signal);
  try {
    const summary = startSummary();
    const tables = await loadTables(connection, options, summary);
    const chosen = chooseStatements(tables, facets);
    return {
      notAfter: notAfter(tables),
      atMost: chosen.reduce((sum, { table }) => sum + (tables.get(table)?.records ?? 0), 0),
      summary,
      findUnknown: (rows) => findUnknown(connection, facets, rows),
      lines: () => readTables(connection, chosen, tables, summary, now.toISOString()),
      close,
    };
  } catch (error) {
    await close();
    signal.throwIfAborted();
    throw error;
  }
}

async function* readTables(
  connection: DuckDBConnection,
  chosen: readonly Statement[],
  tables: Tables,
  summary: Summary,
  latest: string,
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
        const records = await connection.stream(await readSql(statement.name));
        for await (const page of records.yieldRowsJs()) yield readPage(page, name, summary, latest);
      }
    }
  }
}

/** @param page what a statement in `sql/` selects: why a record is left out, and its line */
function readPage(
  page: readonly (readonly unknown[])[],
  table: CanvasTableName,
  summary: Summary,
  latest: string,
): readonly Line[] {
  const lines: Line[] = [];
  for (const [reason, text] of page as readonly (readonly [LeftOut | null, string])[]) {
    if (reason !== null) {
      leaveOut(summary, reason);
      continue;
    }
    const read = readLine(text, latest);
    if (read.ok) lines.push(read.line);
    else addProblem(summary, { file: table, line: null, field: read.field, expected: read.expected });
  }
  return lines;
}
