import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { callingDirectory } from '../command/calling-directory.ts';
import { temporaryName } from '../command/durable.ts';
import { csvAdvice } from '../command/harmless.ts';
import { type Progress, startProgress } from '../command/progress.ts';
import { formatterOf, type TextFormat } from '../command/rows-as-text.ts';
import { runCommand } from '../command/run-command.ts';
import { plural } from '../command/text.ts';
import type { DuckDb } from '../flat-files/open-duckdb.ts';
import { DEFAULT_RATE, DEFAULT_SEGMENTS, runExport } from '../flat-files/run-export.ts';
import type { Target } from '../system/connect.ts';
import { workOn } from '../system/work-on.ts';
import { ask } from './ask.ts';
import { shapeOf } from './format.ts';
import { openDatabase } from './open-database.ts';
import { type Options, parseOptions, usage } from './options.ts';
import { runPrompt } from './prompt.ts';
import { describeNamedQuestions, readNamedQuestion } from './questions.ts';
import { requireNew, writeParquet } from './write-parquet.ts';

// What this reads and writes is student data: nobody else may read it.
process.umask(0o077);

await runCommand({
  usage,
  parse: (args) => parseOptions(args, callingDirectory()),
  run,
  endsUnread: true,
});

async function run(options: Options, signal: AbortSignal): Promise<number> {
  const { question, extras, output } = options;
  if (question === '') {
    process.stdout.write(await describeNamedQuestions());
    return 0;
  }
  const sql = question === undefined ? options.sql : await readNamedQuestion(question);
  const file = 'parquet' in output ? output.parquet : undefined;
  if (file !== undefined) requireNew(file);

  const temporary = await makeTemporaryFolder();
  const progress = startProgress(process.stderr);
  let database: DuckDb | undefined;
  try {
    const folder =
      options.folder ?? (await readRows(options.target, join(temporary, 'rows'), mayAskHistory(sql), signal));
    database = await openDatabase({
      folder,
      extras,
      overflow: join(temporary, 'overflow'),
      writable: file && temporaryName(file),
      signal,
    });
    const { duckdb } = database;
    if ('format' in output) {
      const answer = (text: string) => printAnswer(duckdb, text, output.format, progress, signal);
      await (sql === undefined ? openPrompt(answer, signal) : answer(sql));
    } else {
      const rows = await writeParquet(database, sql ?? '', output.parquet);
      progress.note(
        `${plural(rows, 'row')} in ${output.parquet}. It holds student data: only you can read it.`,
      );
    }
    return 0;
  } finally {
    database?.close();
  }
}

/** Makes a folder that is gone when this process ends, be it by a second Ctrl-C. */
async function makeTemporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'grade-state-sql-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Tells whether a statement, or one to come at the prompt, may be about the history, which is read only then. */
function mayAskHistory(sql: string | undefined): boolean {
  return sql === undefined || /history_/i.test(sql);
}

/** Reads all rows of a system, into a folder. */
async function readRows(target: Target, folder: string, withHistory: boolean, signal: AbortSignal) {
  await workOn(target, (system, progress) => {
    progress.step(`read ${system.name}`);
    return runExport(
      system,
      {
        folder,
        format: 'parquet',
        withHistory,
        segments: DEFAULT_SEGMENTS,
        rate: DEFAULT_RATE,
        force: false,
      },
      { ...progress, signal },
    );
  });
  return folder;
}

async function printAnswer(
  duckdb: DuckDb['duckdb'],
  sql: string,
  format: TextFormat,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const print = async (text: string) => {
    if (!process.stdout.write(text)) await once(process.stdout, 'drain', { signal });
  };
  const { heads, pages } = await ask(duckdb, sql);
  const { begin, page, end } = formatterOf(format, shapeOf(heads), {
    isTerminal: process.stdout.isTTY,
    paint: (style, text) => styleText(style, text, { stream: process.stdout }),
  });
  await print(begin);
  for await (const rows of pages) {
    signal.throwIfAborted();
    await print(page(rows));
  }
  await print(end());
  if (format === 'csv') progress.note(csvAdvice);
}

function openPrompt(answer: (sql: string) => Promise<void>, signal: AbortSignal): Promise<void> {
  return runPrompt(
    {
      input: process.stdin,
      output: process.stderr,
      isPerson: process.stdin.isTTY,
      onInterrupt: () => process.kill(process.pid, 'SIGINT'),
      signal,
    },
    answer,
  );
}
