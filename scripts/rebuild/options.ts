import { UsageError } from '../command/command-error.ts';
import { numberOf } from '../command/option-values.ts';
import { parseCommandLine } from '../command/parse-command-line.ts';
import { didYouMean } from '../command/resembling.ts';
import type { Target } from '../system/connect.ts';
import { defaultStack, targetOf, targetOptions } from '../system/target.ts';

/** What is made: rows out of the history, or a history out of the rows. */
export const directions = ['rows', 'history'] as const;
export type Direction = (typeof directions)[number];

export type Options = {
  readonly target: Target;
  readonly direction: Direction;
  readonly isWriting: boolean;
  /** Write units a second. */
  readonly rate: number;
  /** How many parts of a table are read at once. */
  readonly segments: number;
};

const DEFAULT_RATE = 1000;
const DEFAULT_SEGMENTS = 4;

export const usage = `Usage: npm run rebuild -- rows|history [options]

  rows             makes the rows anew out of the history: those that are missing, and those that lack
                   something of it
  history          adds to the history what the rows still know, their two states each: for rows that are older
                   than their history

Only adds: never deletes, and never beats anything newer. Safe to kill, and to run while events are consumed,
beside another run and again: a second run changes nothing.

  --dry-run        only reads, and says what there is to write
  --rate UNITS     write units a second at most, 1 to 100000 (default ${DEFAULT_RATE})
  --segments N     parts of a table that are read at once, 1 to 64 (default ${DEFAULT_SEGMENTS})
  --stack NAME     which system (default ${defaultStack})
  --local          the one that "npm run local -- --keep" keeps running
  -h, --help       this text; --version tells the release

Needs cloudformation:DescribeStacks and dynamodb:Scan on the table of forgotten students. For rows:
dynamodb:Scan on the history; dynamodb:BatchGetItem, dynamodb:GetItem, dynamodb:PartiQLInsert and
dynamodb:PartiQLUpdate on the three tables. For history: dynamodb:Scan on the three tables;
dynamodb:PartiQLInsert on the history.

Exit status: 0 when all was read and written; 1 if not, or when a dry run found rows to write; 2 for a wrong
option; 130 when interrupted.
`;

/**
 * Reads the command line. Undefined means that help was asked for.
 *
 * @throws UsageError
 */
export function parseOptions(args: readonly string[]): Options | undefined {
  const { values, positionals } = parseCommandLine({
    args,
    allowPositionals: true,
    options: {
      'dry-run': { type: 'boolean' },
      rate: { type: 'string' },
      segments: { type: 'string' },
      ...targetOptions,
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return undefined;
  return {
    target: targetOf(values),
    direction: directionOf(positionals),
    isWriting: !values['dry-run'],
    rate: numberOf('rate', values.rate, 100_000) ?? DEFAULT_RATE,
    segments: numberOf('segments', values.segments, 64) ?? DEFAULT_SEGMENTS,
  };
}

function directionOf([name, ...surplus]: readonly string[]): Direction {
  if (name === undefined) throw new UsageError(`rebuild what? ${directions.join(' or ')}.`);
  const direction = directions.find((each) => each === name);
  if (direction === undefined)
    throw new UsageError(
      `rebuild ${name}: expected ${directions.join(' or ')}.${didYouMean(name, directions)}`,
    );
  if (surplus.length > 0) throw new UsageError(`rebuild ${name}: too many arguments: ${surplus.join(' ')}`);
  return direction;
}
