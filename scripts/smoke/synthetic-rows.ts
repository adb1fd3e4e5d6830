import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { entityOf } from '../../lambdas/consume-live-events/domain/history.ts';
import { type PlainRow, toPlain } from '../reader/plain-row.ts';
import { queryKeys } from '../reader/query-rows.ts';
import type { System } from '../system/connect.ts';
import { madeAt, marker, syntheticCourseId } from './synthetic-event.ts';

const keyOf = (submissionId: string) => ({ submission_id: { S: submissionId }, facet: { S: 'grade' } });

/** Reads the row of a synthetic event as it is now. */
export async function readSyntheticRow(
  { dynamodb, physicalNames }: System,
  submissionId: string,
): Promise<PlainRow | undefined> {
  const { Item } = await dynamodb.send(
    new GetItemCommand({
      TableName: physicalNames.submissions,
      Key: keyOf(submissionId),
      ConsistentRead: true,
    }),
  );
  return Item && (toPlain({ M: Item }) as PlainRow);
}

/**
 * Deletes the row of a synthetic event and what the history keeps of it, and nothing else: all must carry the marker.
 *
 * @returns false when there is no such row
 */
export async function deleteSyntheticRow(
  { dynamodb, physicalNames }: System,
  submissionId: string,
): Promise<boolean> {
  const isDeleted = await deleteMarked(dynamodb, physicalNames.submissions, keyOf(submissionId), 'current');
  const entity = entityOf({ table: 'submissions', key: { submission_id: submissionId } });
  const { Items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName: physicalNames.history,
      KeyConditionExpression: 'entity = :entity',
      ExpressionAttributeValues: { ':entity': { S: entity } },
      ProjectionExpression: 'entity, entry',
      ConsistentRead: true,
    }),
  );
  for (const key of Items) await deleteMarked(dynamodb, physicalNames.history, key, 'state');
  return isDeleted;
}

async function deleteMarked(
  dynamodb: DynamoDBClient,
  TableName: string,
  Key: Record<string, AttributeValue>,
  state: 'current' | 'state',
): Promise<boolean> {
  try {
    await dynamodb.send(
      new DeleteItemCommand({
        TableName,
        Key,
        ConditionExpression: '#state.#assignment_name = :marker',
        ExpressionAttributeNames: { '#state': state, '#assignment_name': 'assignment_name' },
        ExpressionAttributeValues: { ':marker': { S: marker } },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** Finds submissions of earlier runs, which were interrupted or whose event was delivered too late, made before a time. */
export async function findLeftovers(system: System, before: Date, signal: AbortSignal): Promise<string[]> {
  const ofCourse = { attribute: 'course_id', value: syntheticCourseId, facet: 'grade' } as const;
  const found: string[] = [];
  for await (const keys of queryKeys(system, 'submissions', ofCourse, { signal, onRead: () => {} })) {
    found.push(...keys.map((key) => key['submission_id']?.S ?? ''));
  }
  return found.filter((submissionId) => madeAt(submissionId) < before);
}
