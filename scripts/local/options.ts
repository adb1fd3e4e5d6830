import { resolve } from 'node:path';
import { UsageError } from '../command/command-error.ts';
import { numberOf } from '../command/option-values.ts';
import { parseCommandLine } from '../command/parse-command-line.ts';
import { stdinPath } from './messages/read-events.ts';

export type Options = {
  /** Absolute paths, or `-` for stdin. Undefined: the fixtures. */
  readonly events: readonly string[] | undefined;
  readonly copies: number;
  readonly shuffle: string | undefined;
  readonly rows: boolean;
  readonly json: boolean;
  readonly keep: boolean;
  /** CDK context, `key=value`. */
  readonly context: readonly string[];
};

export const usage = `Usage: npm run local -- [options]

Runs the whole system on this machine: the synthesized stack's queues and tables, its bundled function,
and Canvas's events sent through them. Tells what became of them, and what to try next.

  --events PATH      what to send (repeatable; default the events of fixtures/): a .json file with one body or
                     a list of bodies, an .ndjson or .jsonl file with a body on each line, a folder of such
                     files, or - for stdin in either form. Files of lines may be of any length
  --copies N         send every message N times
  --shuffle SEED     send in an order that depends on SEED alone, which takes all of them into memory
  --rows             show every row and every reason of a rejection
  --json             print one JSON document and nothing else on stdout
  --keep             stay up afterwards, with commands to try against it; Ctrl-C ends it
  -c, --context K=V  CDK context of the stack, such as rootAccounts=UUID,UUID (repeatable)
  -h, --help         this text; --version tells the release

Exit status: 0 if every message sent is accounted for, 1 if not, 2 for a wrong option.
`;

/**
 * Reads the command line. Undefined means that help was asked for.
 *
 * @throws UsageError
 */
export function parseOptions(args: readonly string[], directory: string): Options | undefined {
  const { values } = parseCommandLine({
    args: [...args],
    options: {
      events: { type: 'string', multiple: true },
      copies: { type: 'string' },
      shuffle: { type: 'string' },
      rows: { type: 'boolean' },
      json: { type: 'boolean' },
      keep: { type: 'boolean' },
      context: { type: 'string', multiple: true, short: 'c' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return undefined;
  const wrong = values.context?.find((entry) => !/^[^=]+=/.test(entry));
  if (values.rows && values.json) throw new UsageError('--json has every row already: leave --rows out.');
  if (wrong !== undefined) throw new UsageError(`--context ${wrong}: write it as key=value.`);
  return {
    events: values.events?.map((path) => pathOf(path, directory)),
    copies: numberOf('copies', values.copies, 999_999) ?? 1,
    shuffle: values.shuffle,
    rows: values.rows ?? false,
    json: values.json ?? false,
    keep: values.keep ?? false,
    context: values.context ?? [],
  };
}

function pathOf(path: string, directory: string): string {
  if (path === '') throw new UsageError('--events: expected a file or a folder, or - for stdin.');
  return path === stdinPath ? path : resolve(directory, path);
}
