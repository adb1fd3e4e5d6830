import { csvAdvice } from '../command/harmless.ts';
import { formatterOf, type View } from '../command/rows-as-text.ts';
import { createReader } from '../reader/reader.ts';
import type { Row } from '../reader/row-schemas.ts';
import { shardVariable } from '../reader/shard.ts';
import type { Source } from '../reader/source.ts';
import { describeDisagreement } from './describe-disagreement.ts';
import type { RowOptions } from './options.ts';
import { keepFirst } from './order.ts';
import type { Question } from './question.ts';
import { shapeOfRows } from './shapes.ts';

export type Console = View & {
  /** Writes to stdout; resolves when more can be written. */
  readonly print: (text: string) => Promise<void>;
  readonly progress: {
    /** Says how far a read is: rows read, and those of them that are as asked. */
    readonly update: (read: number, found: number) => void;
    /** Says the same of all, once reading came to its end. */
    readonly end: (read: number, found: number) => void;
  };
  /** Says something about the answer that is no part of it. */
  readonly note: (line: string) => void;
  readonly signal: AbortSignal;
};

/** What is sorted is printed in pages of so many rows. */
const ROWS_AT_ONCE = 1_000;

/**
 * Reads the rows that answer a question and prints them: as they come, a page at a time, or sorted once all are read.
 *
 * @returns whether the question was answered: a list may be empty, one thing must be known
 */
export async function runGrades(
  source: Source,
  { question, format, limit, order }: RowOptions,
  { print, progress, note, signal, ...view }: Console,
): Promise<boolean> {
  let [read, found, shown] = [0, 0, 0];
  const onRead = (rows: number) => {
    read += rows;
    progress.update(read, found);
  };
  const reader = createReader(source, { signal, onRead });
  const formatter = formatterOf(format, shapeOfRows(question.types), view);
  const show = async (rows: readonly Row[]) => {
    if (rows.length > 0) await print(formatter.page(rows));
    shown += rows.length;
  };
  const isStreamed = order === 'none' && !question.isOfOne;
  const kept = keepFirst(limit, order);

  await print(formatter.begin);
  for await (const page of question.read(reader)) {
    signal.throwIfAborted();
    const rows = page.filter(question.matches);
    found += rows.length;
    if (!isStreamed) kept.add(rows);
    else await show(rows.slice(0, limit - shown));
    if (isStreamed && shown >= limit) break;
  }
  progress.end(read, found);
  const rows = kept.rows();
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    await show(rows.slice(start, start + ROWS_AT_ONCE));
  }
  await print(formatter.end());

  if (format === 'csv' && shown > 0) note(csvAdvice);
  const disagreement = describeDisagreement(rows);
  if (disagreement !== undefined) note(disagreement);
  if (isStreamed && shown >= limit) {
    note(`Stopped at the limit of ${limit} rows. There may be more: give a greater --limit.`);
  } else if (shown < found) {
    note(`The ${order} ${shown} of ${found} rows. For more give a greater --limit.`);
  }
  if (shown > 0) return true;
  note(nothingFound(question, read));
  return !question.isOfOne;
}

function nothingFound({ text, hasLocalId }: Question, read: number): string {
  if (read > 0) return `Nothing found for ${text}: of ${read} rows read, none is as asked.`;
  return `Nothing found for ${text}. ${adviceOnNothing(hasLocalId)}`;
}

export function adviceOnNothing(hasLocalId: boolean): string {
  return hasLocalId
    ? `The tables hold global ids unless events name no shard: give --shard, or set ${shardVariable}.`
    : 'No event told of it yet, or it is of another Canvas.';
}
