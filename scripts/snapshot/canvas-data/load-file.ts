import type { DuckDBConnection } from '@duckdb/node-api';
import { CommandError } from '../../command/command-error.ts';
import { sqlText } from '../../flat-files/duckdb-source.ts';
import {
  type CanvasTable,
  type CanvasTableName,
  canvasTables,
  columnsOf,
  isInstantColumn,
} from './canvas-tables.ts';
import type { DataFile, DataFormat } from './inspect-file.ts';
import { select } from './open-duckdb.ts';

/** Records with a text of several MB are cut by Canvas Data 2; longer than this none is. */
const MAX_RECORD_BYTES = 33_554_432;

/**
 * Creates the table that records of all files of a Canvas table go to, as they are: several versions of a
 * record, deletes, and every column as text.
 */
export async function createRecords(duckdb: DuckDBConnection, table: CanvasTableName): Promise<void> {
  const columns = ['file', 'committed_at', 'action', ...columnsOf(table)].map((name) => `${name} VARCHAR`);
  await duckdb.run(`CREATE TABLE ${recordsOf(table)} (${columns.join(', ')})`);
}

export function recordsOf(table: CanvasTableName): string {
  return `${table}_records`;
}

/**
 * Adds the records of one file.
 *
 * @throws CommandError when a column is missing, or the file is not what its first line says
 */
export async function loadFile(
  duckdb: DuckDBConnection,
  table: CanvasTableName,
  file: DataFile,
): Promise<void> {
  try {
    const { from, names } = await readerOf(duckdb, table, file);
    const find = findColumn(table, file, names);
    const cell = (name: string) => (file.format === 'tsv' ? `unescaped(${find(name)})` : find(name));
    const cells = columnsOf(table).map((name) =>
      isInstantColumn(name) ? `instant(${cell(name)})` : cell(name),
    );
    await duckdb.run(`INSERT INTO ${recordsOf(table)}
      SELECT ${sqlText(file.path)}, instant(${cell('ts')}), ${cell('action')}, ${cells.join(', ')} FROM ${from}`);
  } catch (error) {
    throw isOfFile(error as Error) ? unreadable(file, error as Error) : error;
  }
}

function isOfFile({ message }: Error): boolean {
  return /^(Invalid Input|Invalid|IO|Conversion|Out of Range|Out of Memory) Error/.test(message);
}

/** DuckDB quotes what it cannot read, so of its errors only the line is kept. */
function unreadable({ path, format }: DataFile, { message }: Error): CommandError {
  if (message.includes('Out of Memory')) return new CommandError(`${path} does not fit into memory.`);
  const line = /\bline:? (\d+)/i.exec(message)?.[1];
  const place = line === undefined ? '' : `, line ${line} or near it`;
  return new CommandError(`${path}${place}: expected ${formatNames[format]}.`);
}

const formatNames = {
  jsonl: 'one JSON object a line, in UTF-8 without a byte order mark',
  csv: 'comma-separated values with as many fields as the first line, in UTF-8',
  tsv: 'tab-separated values with as many fields as the first line, in UTF-8',
  parquet: 'a whole Parquet file',
} as const satisfies { readonly [Format in DataFormat]: string };

/** How a file is read, and the names of its columns. */
type Reader = { readonly from: string; readonly names: readonly string[] };

async function readerOf(
  duckdb: DuckDBConnection,
  table: CanvasTableName,
  { path, format, isGzip, header }: DataFile,
): Promise<Reader> {
  const file = sqlText(path);
  const compression = `compression = '${isGzip ? 'gzip' : 'uncompressed'}'`;
  if (format === 'parquet') return parquetReader(duckdb, `read_parquet(${file})`);
  if (format === 'jsonl') {
    const values = columnsOf(table).filter((name) => name !== 'id');
    const columns = `{meta: 'STRUCT(ts VARCHAR, action VARCHAR)', key: 'STRUCT(id VARCHAR)',
      value: 'STRUCT(${values.map((name) => `${name} VARCHAR`).join(', ')})'}`;
    const from = `read_json(${file}, format = 'newline_delimited', ${compression},
      maximum_object_size = ${MAX_RECORD_BYTES}, columns = ${columns})`;
    return { from: flattened(from), names: ['ts', 'action', 'id', ...values] };
  }
  const dialect =
    format === 'csv'
      ? `delim = ',', quote = '"', escape = '"', nullstr = ['', 'NULL'], allow_quoted_nulls = false`
      : `delim = '\t', quote = '', escape = '', nullstr = '\\N'`;
  const columns = header.map((name) => `${sqlText(name)}: 'VARCHAR'`).join(', ');
  const from = `read_csv(${file}, ${dialect}, ${compression}, auto_detect = false, header = true, strict_mode = true,
    parallel = false, max_line_size = ${MAX_RECORD_BYTES}, buffer_size = ${2 * MAX_RECORD_BYTES}, columns = {${columns}})`;
  return { from, names: header };
}

/** Columns are named with what they belong to, or are `meta`, `key` and `value`. */
async function parquetReader(duckdb: DuckDBConnection, from: string): Promise<Reader> {
  const names = await namesOf(duckdb, from);
  if (!names.includes('key')) return { from, names };
  return { from: flattened(from), names: await namesOf(duckdb, flattened(from)) };
}

function flattened(from: string): string {
  return `(SELECT unnest(meta), unnest(key), unnest(value) FROM ${from})`;
}

async function namesOf(duckdb: DuckDBConnection, from: string): Promise<readonly string[]> {
  const columns = await select(duckdb, `DESCRIBE SELECT * FROM ${from}`);
  return columns.map(({ column_name: name }) => String(name));
}

/** Finds a column by its name with what it belongs to, as the files have it, or by its name alone. */
function findColumn(
  table: CanvasTableName,
  { path }: DataFile,
  names: readonly string[],
): (column: string) => string {
  const { optional = [] }: CanvasTable = canvasTables[table];
  return (column) => {
    const candidates = [`meta.${column}`, `key.${column}`, `value.${column}`, column];
    const name = candidates.find((candidate) => names.includes(candidate));
    if (name !== undefined) return `"${name}"::VARCHAR`;
    if (optional.includes(column) || column === 'ts' || column === 'action') return 'NULL::VARCHAR';
    throw new CommandError(
      `${path} has no column ${column}. Is it a file of ${table}? Each table has a folder of its own.`,
    );
  };
}
