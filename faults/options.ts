import { numberOf, oneOf } from '../scripts/command/option-values.ts';
import { parseCommandLine } from '../scripts/command/parse-command-line.ts';
import { type Break, breakNames } from './breaks.ts';

export type Options = {
  readonly seed: string;
  readonly events: number;
  readonly copies: number;
  readonly consumers: number;
  readonly broken: Break | undefined;
};

export const usage = `Usage: npm run faults -- [options]

Runs the system on this machine under faults: the synthesized stack's queues and tables, its bundled function
behind a proxy that breaks what it asks of them, and consumers that are killed, paused and run out of time.
Then compares every row and every dead letter with an undisturbed run of the same messages.

  --seed S        what happens, and which faults are injected (default 1)
  --events N      how many events Canvas has (default 2000)
  --copies N      how many copies a message that comes again may have at most (default 2)
  --consumers N   how many consumers work at once, 2 to 5 (default 5)
  --break NAME    breaks the function on purpose; the run must end red:
                  ${breakNames.join('\n                  ')}
  -h, --help      this text; --version tells the release

Exit status: 0 if every message is accounted for, every row is right and every kind of fault came often
enough; 1 if not; 2 for a wrong option.
`;

/**
 * Reads the command line. Undefined means that help was asked for.
 *
 * @throws UsageError
 */
export function parseOptions(args: readonly string[]): Options | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  return {
    seed: values.seed ?? '1',
    events: numberOf('events', values.events, 100_000, 100) ?? 2000,
    copies: numberOf('copies', values.copies, 100) ?? 2,
    consumers: numberOf('consumers', values.consumers, 5, 2) ?? 5,
    broken: oneOf('break', values.break, breakNames),
  };
}

function parse(args: readonly string[]) {
  return parseCommandLine({
    args: [...args],
    options: {
      seed: { type: 'string' },
      events: { type: 'string' },
      copies: { type: 'string' },
      consumers: { type: 'string' },
      break: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  }).values;
}
