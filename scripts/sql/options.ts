import { resolve } from 'node:path';
import { UsageError } from '../command/command-error.ts';
import { oneOf } from '../command/option-values.ts';
import { parseCommandLine } from '../command/parse-command-line.ts';
import type { TextFormat } from '../command/rows-as-text.ts';
import type { Target } from '../system/connect.ts';
import { defaultStack, targetOf, targetOptions } from '../system/target.ts';
import { canRead, type Extra, readableFiles } from './load-file.ts';

export type Options = Source & {
  readonly sql: string | undefined;
  /** Of a question that is written already; an empty one asks which there are. With neither there is a prompt. */
  readonly question: string | undefined;
  readonly extras: readonly Extra[];
  readonly output: Output;
};

/** A system, whose rows are read first, or the folder of an export. */
type Source =
  | { readonly target: Target; readonly folder?: undefined }
  | { readonly folder: string; readonly target?: undefined };

const outputFormats = ['table', 'csv', 'json', 'ndjson', 'parquet'] as const;

type Output = { readonly format: TextFormat } | { readonly parquet: string };

export const usage = `Usage: npm run sql -- [STATEMENT] [options]

Asks the tables in SQL, as DuckDB speaks it. Each type of row is a view, with the columns of docs/exports.md:
submissions_grade, submissions_submission, submissions_comment, submissions_custom_status, scores_override,
scores_custom_status, course_scores. So is the history of each, history_submissions_grade for one: an entry an event.
It is read where the statement names it, and at the prompt. Ids are text, times are in UTC. Nothing can be changed, and no file be read but
those that are named here.

  STATEMENT        one SELECT. Without it there is a prompt: .help tells more; it reads a file from stdin too
  --question NAME  a question that is written already; without NAME it lists them
  --local          of the system that "npm run local -- --keep" keeps running
  --stack NAME     of a stack (default ${defaultStack}). Each run reads its tables whole, 1,000 read
                   units a second: for more than a few questions, export once
  --export DIR     of what "npm run export" has written: nothing is read from AWS
  --with NAME=FILE loads a .csv, .parquet, .ndjson or .json file as the table NAME, to join with (repeatable).
                   Every column of CSV is text, as ids are
  --format F       table (default), csv, json, ndjson or parquet; for programs run it as npm run --silent sql.
                   Read every column of CSV as text
  --to FILE        the new file that --format parquet writes
  -h, --help       this text

Needs of a stack cloudformation:DescribeStacks; dynamodb:DescribeTable and dynamodb:Scan on its tables.

Exit status: 0 if the statement was answered, 1 if not, 2 for wrong usage, 130 when interrupted.
`;

/**
 * Reads the command line. Undefined means that help was asked for.
 *
 * @param directory what paths are meant from
 * @throws UsageError
 */
export function parseOptions(args: readonly string[], directory: string): Options | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const [sql, ...surplus] = positionals;
  if (surplus.length > 0) throw new UsageError('More than one statement: put it into quotes.');
  const at = (path: string) => resolve(directory, path);
  const { question } = values;
  if (sql !== undefined && question !== undefined) {
    throw new UsageError('A statement and --question exclude each other.');
  }
  const output = outputOf(values, at);
  if (sql === undefined && question === undefined && 'parquet' in output) {
    throw new UsageError('--format parquet needs a statement, or --question.');
  }
  return {
    ...sourceOf(values, at),
    sql,
    question,
    extras: (values.with ?? []).map((text) => extraOf(text, at)),
    output,
  };
}

type Values = ReturnType<typeof parse>['values'];

function sourceOf({ export: folder, stack, local }: Values, at: (path: string) => string): Source {
  if (folder === undefined) return { target: targetOf({ stack, local }) };
  if (stack !== undefined || local) throw new UsageError('--export, --stack and --local exclude each other.');
  if (folder === '') throw new UsageError('--export: expected the folder of an export.');
  return { folder: at(folder) };
}

function extraOf(text: string, at: (path: string) => string): Extra {
  const [, name, path] = /^([a-z_]\w*(?:\.[a-z_]\w*)?)=(.+)$/i.exec(text) ?? [];
  if (name === undefined || path === undefined) {
    throw new UsageError(`--with ${text}: expected a name and a file, names=students.csv.`);
  }
  if (!canRead(path)) throw new UsageError(`--with ${text}: expected a file ${readableFiles.join(', ')}.`);
  return { name, path: at(path) };
}

function outputOf({ format: name, to }: Values, at: (path: string) => string): Output {
  const format = oneOf('format', name, outputFormats) ?? 'table';
  if (format !== 'parquet') {
    if (to !== undefined)
      throw new UsageError('--to goes with --format parquet: redirect the others, > FILE.');
    return { format };
  }
  if (to === undefined || to === '') throw new UsageError('--format parquet needs --to FILE.');
  return { parquet: at(to) };
}

function parse(args: readonly string[]) {
  return parseCommandLine({
    args: args.map((arg, index) => (isUnnamedQuestion(arg, args[index + 1]) ? `${arg}=` : arg)),
    allowPositionals: true,
    options: {
      ...targetOptions,
      export: { type: 'string' },
      question: { type: 'string' },
      with: { type: 'string', multiple: true },
      format: { type: 'string' },
      to: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
}

function isUnnamedQuestion(arg: string, next: string | undefined): boolean {
  return arg === '--question' && (next === undefined || next.startsWith('-'));
}
