import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError } from '../../command/command-error.ts';
import { beginsWith, isGzip, readBytes } from '../lines/read-bytes.ts';

export type DataFormat = 'jsonl' | 'csv' | 'tsv' | 'parquet';

/** A file of Canvas Data 2 that is whole. Formats are told by what is in a file: its name says nothing. */
export type DataFile = {
  readonly path: string;
  readonly format: DataFormat;
  readonly isGzip: boolean;
  /** The names in the first line of a CSV or TSV file. */
  readonly header: readonly string[];
};

/**
 * Lists the files of one table: all those in its folder and in the folders within, as `dap` makes one a job.
 *
 * @throws CommandError when there is none
 */
export async function listFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const isData = (name: string) => !name.startsWith('.') && !/_schema_version_\d+\.json$/.test(name);
  const files = entries.filter((entry) => entry.isFile() && isData(entry.name));
  if (files.length === 0)
    throw new CommandError(`${folder} holds no files. Each table has a folder of its own.`);
  return files.map((entry) => join(entry.parentPath, entry.name)).toSorted();
}

/** A first line longer than this is no header. */
const MAX_HEADER_BYTES = 1_048_576;

/**
 * Reads a file from end to end: its format, its header, and whether it is whole.
 *
 * @returns undefined for a whole file without records
 * @throws CommandError when it is not whole
 */
export async function inspectFile(path: string): Promise<DataFile | undefined> {
  if (await beginsWith(path, Buffer.from('PAR1')))
    return { path, format: 'parquet', isGzip: false, header: [] };
  const isPacked = await isGzip(path);
  let first = Buffer.alloc(0);
  let last: number | undefined;
  for await (const chunk of readBytes(path)) {
    if (first.length < MAX_HEADER_BYTES && !first.includes(lineFeed)) first = Buffer.concat([first, chunk]);
    last = chunk.at(-1) ?? last;
  }
  if (last === undefined && isPacked) return undefined;
  if (last === undefined) throw new CommandError(`${path} is empty.`);
  if (last !== lineFeed) throw new CommandError(`${path} is not whole: its last line is cut off.`);
  const line = first
    .subarray(0, first.indexOf(lineFeed))
    .toString()
    .replace(/^\ufeff/, '')
    .trimEnd();
  const format = formatOf(line);
  return { path, format, isGzip: isPacked, header: format === 'jsonl' ? [] : namesIn(line, format) };
}

const lineFeed = 0x0a;

function formatOf(line: string): DataFormat {
  if (line.startsWith('{')) return 'jsonl';
  return line.includes('\t') ? 'tsv' : 'csv';
}

function namesIn(line: string, format: DataFormat): string[] {
  return line.split(format === 'tsv' ? '\t' : ',').map((name) => name.replace(/^"(.*)"$/, '$1'));
}
