import { UsageError } from '../command/command-error.ts';
import { parseCommandLine } from '../command/parse-command-line.ts';
import { shardOfLocalIds, shardVariable } from '../reader/shard.ts';
import type { Target } from '../system/connect.ts';
import { defaultStack, targetOf } from '../system/target.ts';

export type Options = {
  readonly target: Target;
  /** Of local ids; empty where events name none. */
  readonly shard: string;
};

export const usage = `Usage: npm run page -- [options]

Serves a page about a system on 127.0.0.1, for this machine alone, until Ctrl-C: how a submission, a score or a
student's score in a course came to be, the rows of a course, student or assignment and how their scores are
spread, and how many messages wait. It only reads.

  --stack NAME   which system (default ${defaultStack})
  --local        prints the address of the page that "npm run local -- --keep" serves of its own run
  --shard N      the shard of local ids (2107), or none; default: the environment variable ${shardVariable}
  -h, --help     this text; --version tells the release

Of a stack it shows no latest changes, since only reading every row would tell them ("npm run grades -- changes"),
and dead letters as a number alone, since to read them hides them from others ("npm run dead-letters -- list").
Its address is secret: anyone who has it reads what you may read, for as long as the page is up.

Needs cloudformation:DescribeStacks; sqs:GetQueueAttributes on the queue and the dead-letter queue; dynamodb:Query
and dynamodb:BatchGetItem on the tables and their indexes; dynamodb:Query on the history. Without one of them, the
rest of the page works.

Exit status: 0 when ended with Ctrl-C, and with --local; 1 if there is no such system; 2 for a wrong option.
`;

/**
 * Reads the command line. Undefined means that help was asked for.
 *
 * @throws UsageError
 */
export function parseOptions(
  args: readonly string[],
  environment: { readonly [variable: string]: string | undefined },
): Options | undefined {
  const { values } = parse(args);
  if (values.help) return undefined;
  if (values.local && values.shard !== undefined) {
    throw new UsageError('--shard: the page of a local run finds local ids of every shard.');
  }
  return { target: targetOf(values), shard: shardOfLocalIds(values.shard, environment) };
}

function parse(args: readonly string[]) {
  return parseCommandLine({
    args: [...args],
    options: {
      stack: { type: 'string' },
      local: { type: 'boolean' },
      shard: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
}
