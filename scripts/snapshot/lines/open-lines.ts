import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { collectProblems, type Problem } from '../problems.ts';
import { SnapshotError } from '../snapshot-error.ts';
import type { Source, Summary } from '../source.ts';
import type { Line } from './line.ts';
import { readBytes } from './read-bytes.ts';
import { readLine } from './read-line.ts';
import { splitLines, type TextLine } from './split-lines.ts';

/** Where lines come from: paths, or `-` for the standard input. */
export type LinesOptions = {
  readonly paths: readonly string[];
  readonly stdin: Readable;
  /** No state can be newer than this. */
  readonly now: Date;
  /** A folder for what has to be put on disk; nothing of it stays. */
  readonly temporary?: string;
};

export type LinesSource = Source & {
  readonly summary: Summary & {
    /** The newest `as_of` of all good lines; null where there is none. */
    readonly newest: string | null;
  };
};

/**
 * Opens files of the neutral form. A bad line is reported and never stops the rest.
 *
 * Everything is read and checked before the first line is given, and read a second time then, so that nothing
 * is written from a file that is not whole. What can be read only once, as a pipe, is put on disk first.
 *
 * @throws SnapshotError when a file cannot be read, or is not whole
 */
export async function openLines({
  paths,
  stdin,
  now,
  temporary = tmpdir(),
}: LinesOptions): Promise<LinesSource> {
  const latest = now.toISOString();
  const spool = await mkdtemp(join(temporary, 'snapshot-lines-'));
  const close = () => rm(spool, { recursive: true, force: true });
  try {
    const files: File[] = [];
    for (const path of paths) files.push(await toFile(path, stdin, join(spool, String(files.length))));
    const summary = await check(files, latest);
    return { notAfter: null, atMost: summary.lines, summary, lines: () => readPages(files, latest), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A file that can be read twice, and how it was when it was first looked at. */
type File = { readonly name: string; readonly path: string; readonly state: string };

async function toFile(path: string, stdin: Readable, spooled: string): Promise<File> {
  if (path === '-') return spoolInto(spooled, 'standard input', stdin);
  try {
    const isFile = (await stat(path)).isFile();
    if (!isFile) return await spoolInto(spooled, path, createReadStream(path));
    return { name: path, path, state: await stateOf(path) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new SnapshotError(`${path} cannot be read: ${code ?? 'unknown error'}.`, { cause: error });
  }
}

async function spoolInto(path: string, name: string, input: Readable): Promise<File> {
  await pipeline(input, createWriteStream(path, { mode: 0o600 }));
  return { name, path, state: await stateOf(path) };
}

async function stateOf(path: string): Promise<string> {
  const { size, mtimeMs } = await stat(path);
  return `${size} ${mtimeMs}`;
}

async function check(files: readonly File[], latest: string): Promise<LinesSource['summary']> {
  const problems = collectProblems();
  let lines = 0;
  let newest: string | null = null;
  for (const file of files) {
    for await (const texts of splitLines(readBytes(file.path, file.name))) {
      for (const text of texts) {
        const read = readTextLine(text, latest);
        if (!read.ok) {
          if (isCutOff(text, read))
            throw new SnapshotError(`${file.name} is not whole: its last line is cut off.`);
          problems.add({ file: file.name, line: text.number, field: read.field, expected: read.expected });
          continue;
        }
        lines += 1;
        if (newest === null || read.line.asOf > newest) newest = read.line.asOf;
      }
    }
  }
  return { lines, newest, leftOut: {}, problems: problems.first, problemCount: problems.count };
}

/** A last line without a line feed may be whole, but then it is JSON. */
function isCutOff({ isLast }: TextLine, { field }: Pick<Problem, 'field'>): boolean {
  return isLast && field === 'line';
}

function readTextLine(text: TextLine, latest: string): ReturnType<typeof readLine> {
  if ('expected' in text) return { ok: false, field: 'line', expected: text.expected };
  return readLine(text.text, latest);
}

async function* readPages(files: readonly File[], latest: string): AsyncGenerator<readonly Line[]> {
  for (const file of files) {
    if ((await stateOf(file.path)) !== file.state) {
      throw new SnapshotError(`${file.name} has changed while it was read. Start again.`);
    }
    for await (const texts of splitLines(readBytes(file.path, file.name))) {
      const lines = texts
        .map((text) => readTextLine(text, latest))
        .flatMap((read) => (read.ok ? [read.line] : []));
      if (lines.length > 0) yield lines;
    }
  }
}
