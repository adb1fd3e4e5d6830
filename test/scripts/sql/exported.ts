import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Row } from '../../../lambdas/consume-live-events/domain/merge.ts';
import type { Item } from '../../../lambdas/consume-live-events/item.ts';
import type { Format } from '../../../scripts/flat-files/manifest.ts';
import type { DuckDb } from '../../../scripts/flat-files/open-duckdb.ts';
import { runExport } from '../../../scripts/flat-files/run-export.ts';
import { startEngines } from '../../../scripts/local/engines/engines.ts';
import { ask } from '../../../scripts/sql/ask.ts';
import type { Cells } from '../../../scripts/sql/format.ts';
import type { Extra } from '../../../scripts/sql/load-file.ts';
import { openDatabase } from '../../../scripts/sql/open-database.ts';
import { writeItems } from '../../support/dynamodb.ts';
import { store, systemOf } from '../export/tables.ts';

/** A folder that is gone when it is removed, with an export of some rows in each of some formats. */
export type Exported = {
  readonly folder: string;
  readonly remove: () => Promise<void>;
};

const quiet = {
  note: () => {},
  update: () => {},
  signal: new AbortController().signal,
};

/** @param history further items of it; each row has one already */
export async function exportRows(
  rows: readonly Row[],
  formats: readonly Format[],
  history: readonly Item[] = [],
): Promise<Exported> {
  // DuckDB would take these for a pattern, and for the end of a text.
  const folder = await mkdtemp(join(tmpdir(), "sql [a]*?'-"));
  const engines = await startEngines();
  try {
    await store(engines.clients.dynamodb, rows);
    await writeItems(engines.clients.dynamodb, 'history', history);
    for (const format of formats) {
      const settings = {
        folder: join(folder, format),
        format,
        segments: 1,
        rate: 100_000,
        force: false,
        withHistory: true,
      };
      await runExport(systemOf(engines.clients.dynamodb), settings, quiet);
    }
  } finally {
    await engines.stop();
  }
  return { folder, remove: () => rm(folder, { recursive: true }) };
}

/** Opens an export as the command does. */
export function open(folder: string, extras: readonly Extra[] = []): Promise<DuckDb> {
  return openDatabase({ folder, extras, overflow: join(folder, 'overflow'), signal: quiet.signal });
}

export type Answered = {
  readonly names: readonly string[];
  readonly rows: readonly Cells[];
};

/** Asks and reads the whole answer. */
export async function answerTo({ duckdb }: Pick<DuckDb, 'duckdb'>, sql: string): Promise<Answered> {
  const { heads, pages } = await ask(duckdb, sql);
  const rows: Cells[] = [];
  for await (const page of pages) rows.push(...page);
  return { names: heads.names, rows };
}
