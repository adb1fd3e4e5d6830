import { randomBytes } from 'node:crypto';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { hashOf, MAX_LIST_AGE_SECONDS, saltKey } from '../../lambdas/consume-live-events/forgotten.ts';
import { requireForgottenTable, type System } from '../system/connect.ts';

/** The longest one invocation of the consumer can take. */
export const MAX_INVOCATION_SECONDS = 60;

/**
 * How long after an entry rows may still be written by who does not know of it: a consumer whose list is as old as it
 * may get, and who takes as long as it may. A little more, for clocks that run apart.
 */
export const secondsUntilKnown = MAX_LIST_AGE_SECONDS + MAX_INVOCATION_SECONDS + 5;

/**
 * Enters a student among the forgotten: from then on, nothing as old as `forgottenAt` makes a row of theirs.
 *
 * Comments do not name the student, so the submissions are entered as well. Entering someone again adds to the entry.
 *
 * @returns the key of the entry
 */
export async function rememberForgotten(
  system: System,
  userId: string,
  submissionIds: readonly string[],
  forgottenAt: Date,
): Promise<string> {
  const TableName = requireForgottenTable(system);
  // Made once, by the first who comes.
  const { Attributes } = await system.dynamodb.send(
    new UpdateItemCommand({
      TableName,
      Key: { user_hash: { S: saltKey } },
      UpdateExpression: 'SET salt = if_not_exists(salt, :salt)',
      ExpressionAttributeValues: { ':salt': { S: randomBytes(16).toString('hex') } },
      ReturnValues: 'ALL_NEW',
    }),
  );
  const salt = Attributes?.['salt']?.S ?? '';
  const userHash = hashOf(salt, 'user', userId);
  const submissionHashes = submissionIds.map((id) => hashOf(salt, 'submission', id));
  const hasSubmissions = submissionHashes.length > 0;
  await system.dynamodb.send(
    new UpdateItemCommand({
      TableName,
      Key: { user_hash: { S: userHash } },
      UpdateExpression: `SET forgotten_at = :now${hasSubmissions ? ' ADD submission_hashes :submissions' : ''}`,
      ExpressionAttributeValues: {
        ':now': { S: forgottenAt.toISOString() },
        ...(hasSubmissions && { ':submissions': { SS: submissionHashes } }),
      },
    }),
  );
  return userHash;
}
