import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { sqlText } from '../../flat-files/duckdb-source.ts';
import type { Summary } from '../summary.ts';
import { type CanvasTableName, tablesFor } from './canvas-tables.ts';
import { inspectFile, listFiles } from './inspect-file.ts';
import { createRecords, loadFile } from './load-file.ts';
import { type Checked, checkRecords, newestRecords, partsOf } from './newest-records.ts';
import type { CanvasDataOptions } from './open-canvas-data.ts';
import { readSql } from './open-duckdb.ts';

/** The tables that were loaded, in the order of `tablesFor`. */
export type Tables = ReadonlyMap<CanvasTableName, Checked>;

/**
 * Loads and checks the records of all tables that the facets need, and makes ready what `sql/` selects from.
 *
 * @throws CommandError when a file is missing, not whole, another table's or another shard's
 */
export async function loadTables(
  connection: DuckDBConnection,
  { folder, shard, facets, now, signal }: CanvasDataOptions,
  summary: Summary,
): Promise<Tables> {
  await connection.run(`SET VARIABLE shard = ${sqlText(shard)}`);
  await connection.run(`SET VARIABLE now = ${sqlText(now.toISOString())}`);
  await connection.run(await readSql('macros'));
  const names = tablesFor(facets);
  const checked = new Map<CanvasTableName, Checked>();
  for (const name of names) {
    await createRecords(connection, name);
    for (const path of await listFiles(join(folder, name))) {
      signal.throwIfAborted();
      const file = await inspectFile(path);
      if (file !== undefined) await loadFile(connection, name, file);
    }
    checked.set(name, await checkRecords(connection, name, shard, summary));
  }
  for (const [name, table] of checked) {
    await connection.run(
      `SET VARIABLE newest_${name} = ${table.newest === null ? 'NULL' : sqlText(table.newest)}`,
    );
    const parts = isReadInParts(name) ? 0 : partsOf(table);
    for (let part = 0; part < parts; part += 1) {
      const into = part === 0 ? `CREATE TABLE ${name} AS` : `INSERT INTO ${name}`;
      await connection.run(`${into} ${newestRecords(name, part, parts)}`);
    }
  }
  if (checked.has('scores')) await connection.run(await readSql('course_scores'));
  return checked;
}

/** Tables with a row for each of millions of submissions are never held whole a second time. */
export function isReadInParts(name: CanvasTableName): boolean {
  return name === 'submissions' || name === 'submission_comments';
}

const DAY_IN_MILLISECONDS = 86_400_000;

/**
 * A table was written no earlier than its newest change, and what a query reads of it may be as old as a day.
 * A table in which nothing changed for long makes this older than it could be, which is safe.
 */
export function notAfter(tables: Tables): string | null {
  const ofStates: readonly CanvasTableName[] = ['assignments', 'submissions', 'scores'];
  const newest = ofStates.flatMap((name) => tables.get(name)?.newest ?? []);
  const [oldest] = newest.toSorted();
  return oldest === undefined ? null : new Date(Date.parse(oldest) - DAY_IN_MILLISECONDS).toISOString();
}
