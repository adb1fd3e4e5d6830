import type { DuckDBConnection } from '@duckdb/node-api';
import { SnapshotError } from '../snapshot-error.ts';
import {
  type CanvasTable,
  type CanvasTableName,
  canvasTables,
  columnsOf,
  isInstantColumn,
} from './canvas-tables.ts';
import type { DataFile, DataFormat } from './inspect-file.ts';
import { literal } from './open-duckdb.ts';

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
 * @throws SnapshotError when a column is missing, or the file is not what its first line says
 */
export async function loadFile(
  duckdb: DuckDBConnection,
  table: CanvasTableName,
  file: DataFile,
): Promise<void> {
  try {
    const { from, cell } = await readerOf(duckdb, table, file);
    const cells = columnsOf(table).map((name) => {
      const value = cell(name);
      return isInstantColumn(name) ? `instant(${value})` : value;
    });
    await duckdb.run(`INSERT INTO ${recordsOf(table)}
      SELECT ${literal(file.path)}, instant(${cell('ts')}), ${cell('action')}, ${cells.join(', ')} FROM ${from}`);
  } catch (error) {
    throw isOfFile(error as Error) ? unreadable(file, error as Error) : error;
  }
}

function isOfFile({ message }: Error): boolean {
  return /^(Invalid Input|Invalid|IO|Conversion|Out of Range|Out of Memory) Error/.test(message);
}

/** DuckDB quotes what it cannot read, so of its errors only the line is kept. */
function unreadable({ path, format }: DataFile, { message }: Error): SnapshotError {
  if (message.includes('Out of Memory')) return new SnapshotError(`${path} does not fit into memory.`);
  const line = /\bline:? (\d+)/i.exec(message)?.[1];
  const place = line === undefined ? '' : `, line ${line} or near it`;
  return new SnapshotError(`${path}${place}: expected ${formatNames[format]}.`);
}

const formatNames: { readonly [Format in DataFormat]: string } = {
  jsonl: 'one JSON object a line, in UTF-8 without a byte order mark',
  csv: 'comma-separated values with as many fields as the first line, in UTF-8',
  tsv: 'tab-separated values with as many fields as the first line, in UTF-8',
  parquet: 'a whole Parquet file',
};

/** How a file is read, and where in it a column is. */
type Reader = { readonly from: string; readonly cell: (column: string) => string };

async function readerOf(duckdb: DuckDBConnection, table: CanvasTableName, file: DataFile): Promise<Reader> {
  const path = literal(file.path);
  if (file.format === 'jsonl') return jsonlReader(path, table, file);
  if (file.format === 'parquet') return parquetReader(duckdb, path, table, file);
  const columns = file.header.map((name) => `${literal(name)}: 'VARCHAR'`).join(', ');
  const common = `auto_detect = false, compression = '${compressionOf(file)}', header = true, strict_mode = true, parallel = false,
    max_line_size = ${MAX_RECORD_BYTES}, buffer_size = ${2 * MAX_RECORD_BYTES}, columns = {${columns}}`;
  const find = namedCell(table, file, file.header);
  if (file.format === 'csv') {
    return {
      from: `read_csv(${path}, delim = ',', quote = '"', escape = '"', nullstr = ['', 'NULL'],
        allow_quoted_nulls = false, ${common})`,
      cell: find,
    };
  }
  return {
    from: `read_csv(${path}, delim = '\t', quote = '', escape = '', nullstr = '\\N', ${common})`,
    cell: (column) => `unescaped(${find(column)})`,
  };
}

function compressionOf({ isGzip }: DataFile): string {
  return isGzip ? 'gzip' : 'uncompressed';
}

function jsonlReader(path: string, table: CanvasTableName, file: DataFile): Reader {
  const value = columnsOf(table).filter((name) => name !== 'id');
  return {
    from: `read_json(${path}, format = 'newline_delimited', compression = '${compressionOf(file)}',
      maximum_object_size = ${MAX_RECORD_BYTES}, columns = {
      meta: 'STRUCT(ts VARCHAR, action VARCHAR)',
      key: 'STRUCT(id VARCHAR)',
      value: 'STRUCT(${value.map((name) => `${name} VARCHAR`).join(', ')})'})`,
    cell(column) {
      if (column === 'ts' || column === 'action') return `meta.${column}`;
      return column === 'id' ? 'key.id' : `value.${column}`;
    },
  };
}

async function parquetReader(
  duckdb: DuckDBConnection,
  path: string,
  table: CanvasTableName,
  file: DataFile,
): Promise<Reader> {
  const from = `read_parquet(${path})`;
  const described = await describe(duckdb, `SELECT * FROM ${from}`);
  const isNested = described.some(({ name, type }) => name === 'key' && type.startsWith('STRUCT'));
  const fieldsOf = async (group: string) => {
    const fields = await describe(duckdb, `SELECT ${quoted(group)}.* FROM ${from}`);
    return fields.map(({ name }) => `${group}.${name}`);
  };
  const names = isNested
    ? (await Promise.all(['meta', 'key', 'value'].map(fieldsOf))).flat()
    : described.map(({ name }) => name);
  const find = namedCell(table, file, names, (name) =>
    isNested ? name.split('.').map(quoted).join('.') : quoted(name),
  );
  return { from, cell: (column) => `(${find(column)})::VARCHAR` };
}

async function describe(duckdb: DuckDBConnection, statement: string) {
  const described = await duckdb.runAndReadAll(`DESCRIBE ${statement}`);
  const columns = described.getRowObjectsJS() as { column_name: string; column_type: string }[];
  return columns.map(({ column_name: name, column_type: type }) => ({ name, type }));
}

/** Finds a column by its name with what it belongs to, as the files have it, or by its name alone. */
function namedCell(
  table: CanvasTableName,
  { path }: DataFile,
  names: readonly string[],
  write = quoted,
): (column: string) => string {
  const { optional }: CanvasTable = canvasTables[table];
  return (column) => {
    const candidates = ['meta', 'key', 'value'].map((group) => `${group}.${column}`);
    const name = [...candidates, column].find((candidate) => names.includes(candidate));
    if (name !== undefined) return write(name);
    if (optional.includes(column) || column === 'ts' || column === 'action') return 'NULL::VARCHAR';
    throw new SnapshotError(
      `${path} has no column ${column}. Is it a file of ${table}? Each table has a folder of its own.`,
    );
  };
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
