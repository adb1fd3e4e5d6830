import { csvAdvice } from '../command/harmless.ts';
import { createReader } from '../reader/reader.ts';
import { shardVariable } from '../reader/shard.ts';
import type { Source } from '../reader/source.ts';
import { formatters, type View } from './format.ts';
import type { Options } from './options.ts';
import type { Question } from './question.ts';

export type Console = View & {
  /** Writes to stdout; resolves when more can be written. */
  readonly print: (text: string) => Promise<void>;
  /** Says how far a read is. */
  readonly onProgress: (read: number, shown: number) => void;
  /** Says something about the answer that is no part of it. */
  readonly note: (line: string) => void;
  readonly signal: AbortSignal;
};

/**
 * Reads the rows that answer a question and prints them as they come, a page at a time.
 *
 * @returns whether the question was answered: a list may be empty, one thing must be known
 */
export async function runGrades(
  source: Source,
  { question, format, limit }: Omit<Options, 'target'>,
  { print, onProgress, note, signal, ...view }: Console,
): Promise<boolean> {
  let read = 0;
  let shown = 0;
  const onRead = (rows: number) => {
    read += rows;
    onProgress(read, shown);
  };
  const reader = createReader(source, { signal, onRead });
  const formatter = formatters[format](question.types, view);
  await print(formatter.begin);
  for await (const page of question.read(reader)) {
    signal.throwIfAborted();
    const rows = page.slice(0, limit - shown);
    if (rows.length > 0) await print(formatter.page(rows));
    shown += rows.length;
    if (shown >= limit) break;
  }
  await print(formatter.end());
  if (format === 'csv' && shown > 0) note(csvAdvice);
  if (shown >= limit)
    note(`Stopped at the limit of ${limit} rows. There may be more: give a greater --limit.`);
  if (shown > 0) return true;
  note(nothingFound(question, read));
  return !question.isOfOne;
}

function nothingFound({ text, hasLocalId }: Question, read: number): string {
  if (read > 0) return `Nothing found for ${text}: of ${read} rows read, none is as asked.`;
  const advice = hasLocalId
    ? `The tables hold global ids unless events name no shard: give --shard, or set ${shardVariable}.`
    : 'No event told of it yet, or it is of another Canvas.';
  return `Nothing found for ${text}. ${advice}`;
}
