import { UsageError } from '../scripts/command/command-error.ts';
import { parseCommandLine } from '../scripts/command/parse-command-line.ts';

/** The parts of the benchmark, in the order in which they are run. */
export const parts = ['pipeline', 'cold', 'model', 'reconcile'] as const;

/** Takes as long as all others together, so it is run only when it is named. */
const onRequest: Part = 'reconcile';

export type Part = (typeof parts)[number];

export type Options = {
  readonly parts: readonly Part[];
  /** Checks that the contenders do the same work, and measures nothing. */
  readonly checkOnly: boolean;
  /** Few events and rounds: shows that everything runs, and its figures are good for nothing else. */
  readonly quick: boolean;
  readonly json: boolean;
};

export const usage = `Usage: npm run bench [-- PART...] [--quick] [--json]

Measures the function beside what others build, and prints every goal with its verdict. All of it takes
some seven minutes on two cores; leave the machine alone meanwhile.

  pipeline    CPU, requests and units an event, beside three designs, against tables in a process of their own
  cold        bytes of the bundle, time to load it and to handle a first batch
  model       cost of a million events, and what a queue does to their delay (runs what it needs of pipeline)
  reconcile   only when it is named: a snapshot of a school of 50,000 students, 5 million submissions, held
              against its rows, beside DuckDB alone reading the same files
  check       checks that all contenders do the same work, and measures nothing

  --quick     a fraction of the events, two rounds, a school of 500
  --json      prints one JSON document
  -h, --help  this text; --version tells the release

Exit status: 0 when it ran, whatever the verdicts; 1 when a check failed; 2 for a wrong option.
`;

/**
 * Reads the command line. Undefined means that help was asked for.
 *
 * @throws UsageError
 */
export function parseOptions(args: readonly string[]): Options | undefined {
  const { values, positionals } = parseCommandLine({
    args: [...args],
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const checkOnly = positionals.length === 1 && positionals[0] === 'check';
  const unknown = positionals.find((each) => !checkOnly && !isPart(each));
  if (unknown !== undefined) throw new UsageError(`Not a part of the benchmark: ${unknown}`);
  const chosen = parts.filter((part) => positionals.includes(part));
  return {
    parts: chosen.length === 0 ? parts.filter((part) => part !== onRequest) : chosen,
    checkOnly,
    quick: values.quick,
    json: values.json,
  };
}

function isPart(text: string): text is Part {
  return (parts as readonly string[]).includes(text);
}
