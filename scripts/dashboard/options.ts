import { resolve } from 'node:path';
import { UsageError } from '../command/command-error.ts';
import { parseCommandLine } from '../command/parse-command-line.ts';

export type Options = {
  /** Absolute path of the page to write. */
  readonly preview: string;
  /** CDK context, `key=value`. */
  readonly context: readonly string[];
};

export const usage = `Usage: npm run dashboard -- --preview FILE.html [options]

Writes a page that shows the layout of the CloudWatch dashboard, and lists the alarms, as the stack
declares them. It asks nothing of AWS: the curves are sketched.

  --preview FILE     the page to write
  -c, --context K=V  CDK context of the stack, such as name=beta (repeatable)
  -h, --help         this text
`;

/**
 * Reads the command line. Undefined means that help was asked for.
 *
 * @throws UsageError
 */
export function parseOptions(args: readonly string[], directory: string): Options | undefined {
  const { help, preview, context = [] } = parse(args);
  if (help) return undefined;
  if (preview === undefined) throw new UsageError(`--preview FILE is missing.\n\n${usage}`);
  return { preview: resolve(directory, preview), context };
}

function parse(args: readonly string[]) {
  return parseCommandLine({
    args: [...args],
    options: {
      preview: { type: 'string' },
      context: { type: 'string', short: 'c', multiple: true },
      help: { type: 'boolean', short: 'h' },
    },
  }).values;
}
