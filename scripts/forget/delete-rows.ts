import { ConditionalCheckFailedException, DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import pMap from 'p-map';
import type { FoundRow, Tables } from './found-row.ts';

/** The price is the same as in batches of 25, which take no condition and may leave some undone. */
const CONCURRENCY = 8;

const isStillOfUser = 'attribute_not_exists(user_id) OR user_id = :user';

/**
 * Deletes rows, one by one. Deleting one that is gone already does nothing.
 *
 * Comments go first: once the rows of a submission that name its student are gone, nothing leads to
 * its comments any more, and a run that was cut off between could not resume.
 */
export async function deleteRows(
  { dynamodb, physicalNames }: Tables,
  userId: string,
  rows: readonly FoundRow[],
  onDeleted: (count: number) => void,
  signal: AbortSignal,
): Promise<void> {
  let count = 0;
  const remove = async ({ table, key }: FoundRow): Promise<void> => {
    signal.throwIfAborted();
    const command = new DeleteItemCommand({
      TableName: physicalNames[table],
      Key: key,
      ConditionExpression: isStillOfUser,
      ExpressionAttributeValues: { ':user': { S: userId } },
    });
    try {
      await dynamodb.send(command);
    } catch (error) {
      // It has come to name another user since it was found, so it is not to be deleted.
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
    count += 1;
    onDeleted(count);
  };
  for (const namesUser of [false, true]) {
    const next = rows.filter((row) => row.namesUser === namesUser);
    await pMap(next, remove, { concurrency: CONCURRENCY });
  }
}
