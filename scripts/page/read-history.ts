import { paginateQuery } from '@aws-sdk/client-dynamodb';
import { entityOf } from '../../lambdas/consume-live-events/domain/history.ts';
import type { Delta, Row } from '../../lambdas/consume-live-events/domain/merge.ts';
import { fromHistoryItem } from '../../lambdas/consume-live-events/history-item.ts';
import { textOf } from '../../lambdas/consume-live-events/item.ts';
import type { Source } from '../reader/source.ts';

/** What an event said of a row, and when that was written down. */
export type Remembered = Delta & { readonly writtenAt: string };

/** Reads all that the history keeps of a submission, a score or a student in a course: each row's oldest first. */
export async function readHistory(
  { dynamodb, physicalNames }: Source,
  of: Pick<Row, 'table' | 'key'>,
  abortSignal: AbortSignal,
): Promise<Remembered[]> {
  const pages = paginateQuery(
    { client: dynamodb },
    {
      TableName: physicalNames.history,
      KeyConditionExpression: 'entity = :entity',
      ExpressionAttributeValues: { ':entity': { S: entityOf(of) } },
    },
    { abortSignal },
  );
  const items: Remembered[] = [];
  for await (const { Items = [] } of pages) {
    for (const item of Items) {
      items.push({ ...fromHistoryItem(item), writtenAt: textOf(item, 'written_at') });
    }
  }
  return items;
}
