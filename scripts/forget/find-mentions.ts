import { paginateScan } from '@aws-sdk/client-dynamodb';
import type { System } from '../system/connect.ts';
import type { FoundRow } from './found-row.ts';

/** A row about another student that holds the user's id inside its states. */
export type Mention = {
  readonly submissionId: string;
  readonly facet: string;
  readonly role: 'author' | 'grader';
};

/**
 * Finds where a user is the author of a comment, or the grader, in rows other than those given.
 *
 * No index leads there, so it reads the whole table, at half a read unit for every 4 KB of it.
 */
export async function findMentions(
  { dynamodb, physicalNames }: Pick<System, 'dynamodb' | 'physicalNames'>,
  userId: string,
  except: readonly FoundRow[],
  onPage: (read: number) => void,
): Promise<Mention[]> {
  const excepted = new Set(except.map(({ key }) => JSON.stringify([key['submission_id'], key['facet']])));
  const pages = paginateScan(
    { client: dynamodb },
    {
      TableName: physicalNames.submissions,
      FilterExpression:
        '#current.author_id = :user OR #previous.author_id = :user OR #current.grader_id = :user',
      ProjectionExpression: 'submission_id, facet',
      ExpressionAttributeNames: { '#current': 'current', '#previous': 'previous' },
      ExpressionAttributeValues: { ':user': { S: userId } },
    },
  );
  const mentions: Mention[] = [];
  let read = 0;
  for await (const { Items = [], ScannedCount = 0 } of pages) {
    read += ScannedCount;
    onPage(read);
    for (const item of Items) {
      const submissionId = item['submission_id']?.S ?? '';
      const facet = item['facet']?.S ?? '';
      if (excepted.has(JSON.stringify([submissionId, facet]))) continue;
      mentions.push({ submissionId, facet, role: facet === 'grade' ? 'grader' : 'author' });
    }
  }
  return mentions;
}
