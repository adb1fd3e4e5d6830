import { paginateScan } from '@aws-sdk/client-dynamodb';
import { textOf } from '../../lambdas/consume-live-events/item.ts';
import { type FoundRow, readAll, type Tables } from './found-row.ts';

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
  { dynamodb, physicalNames }: Tables,
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
  const found = await readAll(pages, onPage);
  return found
    .filter((item) => !excepted.has(JSON.stringify([item['submission_id'], item['facet']])))
    .map((item) => {
      const facet = textOf(item, 'facet');
      return {
        submissionId: textOf(item, 'submission_id'),
        facet,
        role: facet === 'grade' ? 'grader' : 'author',
      };
    });
}
