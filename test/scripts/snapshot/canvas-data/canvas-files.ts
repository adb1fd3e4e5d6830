import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import {
  type CanvasTableName,
  canvasTables,
  columnsOf,
} from '../../../../scripts/snapshot/canvas-data/canvas-tables.ts';
import type { DataFormat } from '../../../../scripts/snapshot/canvas-data/inspect-file.ts';

export const fixtureFolder = new URL('../../../../fixtures/canvas-data/', import.meta.url).pathname;

export const allTables = Object.keys(canvasTables) as CanvasTableName[];

export type Values = { readonly [column: string]: string | number | boolean | null };

/** A record as Canvas Data 2 gives it; one that was deleted has no value. */
export type CanvasRecord = {
  readonly meta: { readonly ts: string; readonly action: 'U' | 'D' };
  readonly key: { readonly id: string | number };
  readonly value?: Values;
};

export function record(id: string | number, value: Values, ts = '2024-04-10T10:00:00.000Z'): CanvasRecord {
  return { meta: { ts, action: 'U' }, key: { id }, value };
}

export function deleted(id: string | number, ts = '2024-04-10T10:00:00.000Z'): CanvasRecord {
  return { meta: { ts, action: 'D' }, key: { id } };
}

/** A graded submission; a test states only what it is about. */
export function submission(id: string | number, value: Values = {}, ts?: string): CanvasRecord {
  return record(
    id,
    {
      assignment_id: 301,
      course_id: 106,
      user_id: 1140,
      workflow_state: 'graded',
      score: 8,
      grade: '8',
      excused: false,
      posted_at: '2024-03-13T10:00:00.000Z',
      grader_id: 201,
      updated_at: '2024-03-13T10:00:00.000Z',
      ...value,
    },
    ts,
  );
}

export function assignment(id: string | number, value: Values = {}, ts?: string): CanvasRecord {
  return record(
    id,
    {
      title: 'Essay 1',
      points_possible: 10,
      submission_types: 'online_upload',
      context_id: 106,
      workflow_state: 'published',
      updated_at: '2024-04-10T08:00:00.000Z',
      ...value,
    },
    ts,
  );
}

export async function fixtureRecords(table: CanvasTableName): Promise<readonly CanvasRecord[]> {
  const text = await readFile(join(fixtureFolder, table, `${table}.jsonl`), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line, exactIds) as CanvasRecord);
}

/** An id above 2^53 would not survive `JSON.parse`. */
function exactIds(_: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source ?? '';
  return typeof value === 'number' && /^\d{16,}$/.test(source) ? source : value;
}

/** Writes a file of a table as the Data Access Platform writes it, into the table's folder. */
export async function writeRecords(
  folder: string,
  table: CanvasTableName,
  records: readonly CanvasRecord[],
  format: DataFormat = 'jsonl',
  name = 'part-00000',
): Promise<string> {
  await mkdir(join(folder, table), { recursive: true });
  const path = join(folder, table, name);
  if (format === 'parquet') await writeParquet(path, table, records);
  else await writeFile(path, gzipSync(textOf(table, records, format)));
  return path;
}

export function textOf(
  table: CanvasTableName,
  records: readonly CanvasRecord[],
  format: Exclude<DataFormat, 'parquet'>,
): string {
  if (format === 'jsonl') return linesOf(records.map((each) => JSON.stringify(each)));
  const values = columnsOf(table).filter((column) => column !== 'id');
  const header = ['meta.ts', 'meta.action', 'key.id', ...values.map((column) => `value.${column}`)];
  const [separator, cell] = format === 'csv' ? ([',', csvCell] as const) : (['\t', tsvCell] as const);
  const rows = records.map(({ meta, key, value }) =>
    [meta.ts, meta.action, key.id, ...values.map((column) => value?.[column])].map(cell).join(separator),
  );
  return linesOf([header.join(separator), ...rows]);
}

function linesOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

type Cell = Values[string] | undefined;

/** A missing value is nothing, and the empty text a quoted nothing. */
function csvCell(value: Cell): string {
  if (value === undefined || value === null) return '';
  const text = String(value);
  return /^$|^NULL$|["',\n\r\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function tsvCell(value: Cell): string {
  if (value === undefined || value === null) return '\\N';
  const escapes = { '\\': '\\\\', '\n': '\\n', '\t': '\\t', '\r': '\\r' } as const;
  return String(value).replace(/[\\\n\t\r]/g, (character) => escapes[character as keyof typeof escapes]);
}

const typeOf = (column: string) => {
  if (/_ids$|^(title|grade|name|type|.*_state|.*_type|.*_types|.*_status)$/.test(column)) return 'VARCHAR';
  if (/(^|_)id$/.test(column)) return 'BIGINT';
  if (/_(at|date)$/.test(column)) return 'TIMESTAMPTZ';
  if (/^(excused|course_score|draft|cached_quiz_lti)$/.test(column)) return 'BOOLEAN';
  return column === 'attempt' ? 'INTEGER' : 'DOUBLE';
};

/** As Spark writes it: typed columns with dotted names. */
function writeParquet(path: string, table: CanvasTableName, records: readonly CanvasRecord[]): Promise<void> {
  const values = columnsOf(table).filter((column) => column !== 'id');
  const columns = values.map((column) => `value.${column} AS "value.${column}"`).join(', ');
  const selected = `meta.ts AS "meta.ts", meta.action AS "meta.action", key.id AS "key.id", ${columns}`;
  return copyToParquet(path, table, records, selected);
}

/** With one column for each of `meta`, `key` and `value`. */
export async function writeNestedParquet(
  folder: string,
  table: CanvasTableName,
  records: readonly CanvasRecord[],
): Promise<void> {
  await mkdir(join(folder, table), { recursive: true });
  await copyToParquet(join(folder, table, 'part-00000'), table, records, 'meta, key, value');
}

async function copyToParquet(
  path: string,
  table: CanvasTableName,
  records: readonly CanvasRecord[],
  selected: string,
): Promise<void> {
  const source = `${path}.jsonl`;
  await writeFile(source, textOf(table, records, 'jsonl'));
  const values = columnsOf(table).filter((column) => column !== 'id');
  const fields = values.map((column) => `${column} ${typeOf(column)}`).join(', ');
  const instance = await DuckDBInstance.create(':memory:');
  const duckdb = await instance.connect();
  // Where a test runs must not matter.
  await duckdb.run(`SET TimeZone = 'America/St_Johns'`);
  await duckdb.run(`COPY (SELECT ${selected} FROM read_json('${source}', format = 'newline_delimited', columns = {
      meta: 'STRUCT(ts TIMESTAMPTZ, action VARCHAR)', key: 'STRUCT(id BIGINT)', value: 'STRUCT(${fields})'}))
    TO '${path}' (FORMAT parquet)`);
  duckdb.closeSync();
  instance.closeSync();
  await rm(source);
}
