import { join } from 'node:path';
import { canvasTables, columnsOf } from '../../scripts/snapshot/canvas-data/canvas-tables.ts';
import { literal, openDuckdb } from '../../scripts/snapshot/canvas-data/open-duckdb.ts';
import { figuresOfProcess } from '../measure/cpu.ts';
import { answerParent, argumentOfChild } from '../measure/run-child.ts';
import { benchTables } from './write-files.ts';

/** DuckDB alone: reads every column of the same files that a reconcile reads, and keeps nothing. */
const { folder } = argumentOfChild() as { folder: string };
const startedAt = performance.now();
const duckdb = await openDuckdb(folder);
for (const table of benchTables) {
  const columns = columnsOf(table).filter((name) => name !== 'id');
  await duckdb.connection.runAndReadAll(`SELECT max(${canvasTables[table].changedAt}),
      ${columns.map((name) => `count(${name})`).join(', ')}
    FROM (SELECT unnest(value) FROM read_json(${literal(join(folder, table, '*.gz'))}, format = 'newline_delimited',
      columns = {key: 'STRUCT(id VARCHAR)', value: 'STRUCT(${columns.map((name) => `${name} VARCHAR`).join(', ')})'}))`);
}
await duckdb.close();
answerParent(figuresOfProcess(startedAt));
