import { measure } from '../measure/cpu.ts';
import { answerParent, argumentOfChild } from '../measure/run-child.ts';
import { publishedRows } from './published-rows.ts';
import type { WriterName, writers } from './writers.ts';

export type WriteQuestion = {
  /** The bundle of writers.ts. */
  readonly file: string;
  readonly writer: WriterName;
  readonly warmUp: number;
  readonly rows: number;
};

const { file, writer, warmUp, rows } = argumentOfChild() as WriteQuestion;
const bundled = (await import(file)) as { writers: typeof writers };
const send = bundled.writers[writer]();
await send(publishedRows(warmUp, 1));
const measured = publishedRows(rows, 1 + warmUp);
answerParent(await measure(() => send(measured)));
