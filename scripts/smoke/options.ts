import { UsageError } from '../command/command-error.ts';
import { numberOf } from '../command/option-values.ts';
import { parseCommandLine } from '../command/parse-command-line.ts';
import type { Target } from '../system/connect.ts';
import { defaultStack, targetOf, targetOptions } from '../system/target.ts';

export type Options = {
  readonly target: Target;
  /** The root account uuid that the event carries; undefined: a marker that is no root account's. */
  readonly rootAccount: string | undefined;
  readonly waitSeconds: number;
};

export const usage = `Usage: npm run smoke -- [options]

Sends one synthetic event through a deployed system: puts it into the queue as Canvas would, waits for its
row, compares every value, and deletes the row. Its ids lie in a shard that no Canvas has. Then looks at up to
1,000 dead letters for events that the allow-list rootAccounts has refused, and names their root accounts.

  --stack NAME         which system (default ${defaultStack})
  --local              the one that "npm run local -- --keep" keeps running
  --root-account UUID  the root account that the event claims to be of. Give one of rootAccounts when the
                       stack has that allow-list: otherwise the event is refused, which proves the guard
                       and not the tables, and is a dead letter for the seconds until it is deleted. Without
                       it, a list that has refused other events counts as wrong
  --wait SECONDS       how long to wait for the row (default 60)
  -h, --help           this text; --version tells the release

Needs cloudformation:DescribeStacks; sqs:SendMessage and sqs:GetQueueAttributes on the queue;
sqs:ReceiveMessage, sqs:DeleteMessage, sqs:ChangeMessageVisibility and sqs:GetQueueAttributes on the
dead-letter queue; dynamodb:GetItem, dynamodb:DeleteItem and dynamodb:Query on the submissions table and
its index by_course; dynamodb:Query and dynamodb:DeleteItem on the history; with queueKey also kms:GenerateDataKey and kms:Decrypt on that key.

Exit status: 0 if the system works, 1 if not, with what to do next, 2 for a wrong option.
`;

/**
 * Reads the command line. Undefined means that help was asked for.
 *
 * @throws UsageError
 */
export function parseOptions(args: readonly string[]): Options | undefined {
  const { values } = parseCommandLine({
    args: [...args],
    options: {
      ...targetOptions,
      'root-account': { type: 'string' },
      wait: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return undefined;
  const rootAccount = values['root-account'];
  if (rootAccount === '') throw new UsageError('--root-account: expected the uuid of a root account.');
  const waitSeconds = numberOf('wait', values.wait, 9999) ?? 60;
  return { target: targetOf(values), rootAccount, waitSeconds };
}
