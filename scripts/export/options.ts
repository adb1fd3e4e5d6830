import { resolve } from 'node:path';
import { UsageError } from '../command/command-error.ts';
import { numberOf, oneOf } from '../command/option-values.ts';
import { parseCommandLine } from '../command/parse-command-line.ts';
import { formats } from '../flat-files/manifest.ts';
import { DEFAULT_RATE, DEFAULT_SEGMENTS, type Export } from '../flat-files/run-export.ts';
import type { Target } from '../system/connect.ts';
import { defaultStack, targetOf, targetOptions } from '../system/target.ts';

export type Options = Export & { readonly target: Target };

export const usage = `Usage: npm run export -- --to FOLDER [options]

Reads all tables into flat files, one a row type and one for the history of each, with a column for each
attribute: see docs/exports.md.
The files hold student data; only you can read them.

  --to FOLDER      a new or empty folder, or one whose export was interrupted: run the same command again
                   and it resumes where it stopped
  --format FORMAT  ndjson, csv or parquet (default parquet)
  --stack NAME     which system (default ${defaultStack})
  --local          the one that "npm run local -- --keep" keeps running
  --without-history
                   only the rows: the history is the larger part
  --segments N     parts of a table that are read at once, 1 to 64 (default ${DEFAULT_SEGMENTS})
  --rate UNITS     read units a second at most, 1 to 100000 (default ${DEFAULT_RATE}); a unit reads 8 KB, and
                   1,000 a second read about 30 GB an hour
  --force          replaces the export that the folder holds, and no file that no export made
  -h, --help       this text; --version tells the release

Needs cloudformation:DescribeStacks; dynamodb:DescribeTable and dynamodb:Scan on the tables.
A table that is written to meanwhile is exported as each row was when it was read. For all rows of one
moment, export to S3: docs/exports.md.

Exit status: 0 when the files are complete, 1 if not, 2 for a wrong option, 130 when interrupted.
`;

/**
 * Reads the command line. Undefined means that help was asked for.
 *
 * @throws UsageError
 */
export function parseOptions(args: readonly string[], directory: string): Options | undefined {
  const { values } = parseCommandLine({
    args,
    options: {
      to: { type: 'string' },
      format: { type: 'string' },
      ...targetOptions,
      segments: { type: 'string' },
      rate: { type: 'string' },
      'without-history': { type: 'boolean' },
      force: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return undefined;
  if (values.to === undefined || values.to === '') throw new UsageError('--to FOLDER is missing.');
  return {
    target: targetOf(values),
    folder: resolve(directory, values.to),
    format: oneOf('format', values.format, formats) ?? 'parquet',
    withHistory: !values['without-history'],
    segments: numberOf('segments', values.segments, 64) ?? DEFAULT_SEGMENTS,
    rate: numberOf('rate', values.rate, 100_000) ?? DEFAULT_RATE,
    force: values.force ?? false,
  };
}
