import { paginateQuery, paginateScan } from '@aws-sdk/client-dynamodb';
import pMap from 'p-map';
import { entityOf } from '../../lambdas/consume-live-events/domain/history.ts';
import type { Item } from '../../lambdas/consume-live-events/item.ts';
import { type FoundRow, readAll, type Search, type Tables, toFoundRow } from './found-row.ts';

const CONCURRENCY = 8;

/** Finds what the history keeps of a student, and of which submissions of theirs. */
export async function findHistory(
  system: Tables,
  userId: string,
  { known, signal, onScan }: Required<Search>,
): Promise<{ readonly rows: readonly FoundRow[]; readonly submissionIds: readonly string[] }> {
  const named = await scanNamed(system, userId, (read) => {
    signal.throwIfAborted();
    onScan(read);
  });
  const submissionIds = new Set([...known, ...named.flatMap((item) => item['submission_id']?.S ?? [])]);
  const comments = await pMap(submissionIds, (id) => queryComments(system, id), {
    concurrency: CONCURRENCY,
    signal,
  });
  const rows = [...named, ...comments.flat()].map((item) => toFoundRow('history', item));
  return { rows, submissionIds: [...submissionIds] };
}

function scanNamed(
  { dynamodb, physicalNames }: Tables,
  userId: string,
  onRead: (read: number) => void,
): Promise<Item[]> {
  const pages = paginateScan(
    { client: dynamodb },
    {
      TableName: physicalNames.history,
      FilterExpression: 'user_id = :user',
      ExpressionAttributeValues: { ':user': { S: userId } },
      ProjectionExpression: 'entity, entry, submission_id, user_id',
      ConsistentRead: true,
    },
  );
  return readAll(pages, onRead);
}

/** What names nobody, of a submission. */
function queryComments({ dynamodb, physicalNames }: Tables, submissionId: string): Promise<Item[]> {
  const entity = entityOf({ table: 'submissions', key: { submission_id: submissionId } });
  const pages = paginateQuery(
    { client: dynamodb },
    {
      TableName: physicalNames.history,
      KeyConditionExpression: 'entity = :entity',
      FilterExpression: 'attribute_not_exists(user_id)',
      ExpressionAttributeValues: { ':entity': { S: entity } },
      ProjectionExpression: 'entity, entry',
      ConsistentRead: true,
    },
  );
  return readAll(pages);
}
