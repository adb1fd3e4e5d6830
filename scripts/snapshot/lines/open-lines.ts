import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CommandError } from '../../command/command-error.ts';
import type { Source } from '../source.ts';
import { addProblem, type Summary, startSummary } from '../summary.ts';
import { readBytes } from './read-bytes.ts';
import type { Line } from './read-line.ts';
import { readLines } from './read-lines.ts';

/** A path, or what has none. */
type Input = string | { readonly name: string; readonly stream: Readable };

export type LinesOptions = {
  readonly inputs: readonly Input[];
  /** No state can be newer than this. */
  readonly now: Date;
  /** A folder for what has to be put on disk; nothing of it stays. */
  readonly temporary?: string | undefined;
  /** What was left out of them already. */
  readonly summary?: Summary;
};

/**
 * Opens files of the neutral form. A bad line is reported and never stops the rest.
 *
 * Everything is read and checked before the first line is given, and read a second time then, so that nothing
 * is written from a file that is not whole. What can be read only once, as a pipe, is put on disk first.
 *
 * @throws CommandError when a file cannot be read, or is not whole
 */
export async function openLines({
  inputs,
  now,
  temporary = tmpdir(),
  summary = startSummary(),
}: LinesOptions): Promise<Source> {
  const latest = now.toISOString();
  const spool = await mkdtemp(join(temporary, 'snapshot-lines-'));
  const close = () => rm(spool, { recursive: true, force: true });
  try {
    const files: File[] = [];
    for (const input of inputs) files.push(await toFile(input, join(spool, String(files.length))));
    const atMost = await check(files, latest, summary);
    return { notAfter: null, atMost, summary, lines: () => readPages(files, latest), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A file that can be read twice, and how it was when it was first looked at. */
type File = { readonly name: string; readonly path: string; readonly state: string };

async function toFile(input: Input, spooled: string): Promise<File> {
  if (typeof input !== 'string') return spoolInto(spooled, input.name, input.stream);
  try {
    const isFile = (await stat(input)).isFile();
    if (!isFile) return await spoolInto(spooled, input, createReadStream(input));
    return { name: input, path: input, state: await stateOf(input) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandError(`${input} cannot be read: ${code ?? 'unknown error'}.`, { cause: error });
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

/** @returns how many good lines there are */
async function check(files: readonly File[], latest: string, summary: Summary): Promise<number> {
  let good = 0;
  for (const file of files) {
    for await (const lines of readLines(readBytes(file.path, file.name), latest)) {
      for (const line of lines) {
        if (line.ok) {
          good += 1;
          continue;
        }
        const { isLast, number, field, expected } = line;
        // A last line without a line feed may be whole, but then it is JSON.
        if (isLast && field === 'line')
          throw new CommandError(`${file.name} is not whole: its last line is cut off.`);
        addProblem(summary, { file: file.name, line: number, field, expected });
      }
    }
  }
  return good;
}

async function* readPages(files: readonly File[], latest: string): AsyncGenerator<readonly Line[]> {
  for (const file of files) {
    if ((await stateOf(file.path)) !== file.state) {
      throw new CommandError(`${file.name} has changed while it was read. Start again.`);
    }
    for await (const lines of readLines(readBytes(file.path, file.name), latest))
      yield lines.flatMap((line) => (line.ok ? [line.line] : []));
  }
}
