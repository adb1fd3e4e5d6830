import { globalId, isId, shardOf } from '../../lambdas/consume-live-events/domain/ids.ts';
import { UsageError } from '../command/command-error.ts';
import { readShard } from '../command/option-values.ts';
import { parseCommandLine } from '../command/parse-command-line.ts';
import type { Target } from '../system/connect.ts';
import { defaultStack, targetOf, targetOptions } from '../system/target.ts';

export type Options = {
  readonly target: Target;
  /** As the tables hold it. */
  readonly userId: string;
  readonly mode: 'dry run' | 'ask' | 'delete';
  readonly scan: boolean;
};

export const usage = `Usage: npm run forget -- --user ID [options]

Deletes every row of a student: submissions with their comments, scores and course scores. Counts them
first and asks before it deletes. Then it notes a salted hash of the student's id, so that no event and no
snapshot as old as that makes a row again, and waits two minutes until every consumer knows. Run it again at any
time: it resumes where it stopped. Not beside a backfill or reconcile that writes.

  --user ID      the student's id, global as in the tables; or local, together with --shard
  --shard N      the shard of a local id; "none" for a Canvas whose events name no shard
  --stack NAME   which system (default ${defaultStack})
  --local        the one that "npm run local -- --keep" keeps running
  --scan         also read the whole submissions table and list where the user is the author of a comment or
                 the grader on other students' submissions; those rows are never deleted
  --dry-run      only count: writes and deletes nothing
  --yes          do not ask
  -h, --help     this text; --version tells the release

The history has no index by user, so it is read as a whole, three times: half a read unit for every 4 KB.

Needs cloudformation:DescribeStacks; dynamodb:Query, dynamodb:GetItem and dynamodb:DeleteItem on the three
tables and their indexes by_user; dynamodb:Scan, dynamodb:Query and dynamodb:DeleteItem on the history;
dynamodb:UpdateItem on the table of forgotten students; dynamodb:Scan on the submissions table for --scan.

Exit status: 0 if no row of the student is left, or for a dry run; 1 if rows are left; 2 for a wrong option.
`;

/**
 * Reads the command line. Undefined means that help was asked for.
 *
 * @throws UsageError also when the command would ask and nobody is there to answer
 */
export function parseOptions(args: readonly string[], isInteractive: boolean): Options | undefined {
  const { values } = parseCommandLine({
    args,
    options: {
      user: { type: 'string' },
      shard: { type: 'string' },
      ...targetOptions,
      scan: { type: 'boolean' },
      'dry-run': { type: 'boolean' },
      yes: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return undefined;
  if (values['dry-run'] && values.yes) throw new UsageError('--dry-run and --yes exclude each other.');
  if (!isInteractive && !values.yes && !values['dry-run']) {
    throw new UsageError('This is no terminal, so nobody can be asked: give --dry-run, or --yes to delete.');
  }
  return {
    target: targetOf(values),
    userId: userIdOf(values.user, values.shard),
    mode: values['dry-run'] ? 'dry run' : values.yes ? 'delete' : 'ask',
    scan: values.scan ?? false,
  };
}

/** A local id alone is refused: with nothing found under it, the student would seem to have no rows. */
function userIdOf(user: string | undefined, shard: string | undefined): string {
  if (user === undefined) throw new UsageError('--user ID is missing.');
  if (!isId(user)) throw new UsageError(`--user ${String(user)}: expected a Canvas id, 1 to 19 digits.`);
  const isGlobal = shardOf(user) !== '';
  if (isGlobal && shard !== undefined) {
    throw new UsageError(`--user ${user} is a global id, which has its shard: leave --shard out.`);
  }
  if (isGlobal) return user;
  if (shard === undefined) {
    throw new UsageError(
      `--user ${user} is a local id: give its --shard (CANVAS_SHARD is not taken for a deletion), or --shard none if the events of this Canvas name no shard.`,
    );
  }
  return globalId(user, readShard('--shard', shard));
}
