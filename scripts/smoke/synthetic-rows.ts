import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  paginateQuery,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { entityOf } from '../../lambdas/consume-live-events/domain/history.ts';
import { type PlainRow, toPlain } from '../reader/plain-row.ts';
import type { System } from '../system/connect.ts';
import { madeAt, marker, syntheticCourseId } from './synthetic-event.ts';

const keyOf = (submissionId: string) => ({ submission_id: { S: submissionId }, facet: { S: 'grade' } });

/** Reads the row of a synthetic event as it is now. */
export async function readSyntheticRow(
  dynamodb: DynamoDBClient,
  TableName: string,
  submissionId: string,
): Promise<PlainRow | undefined> {
  const command = new GetItemCommand({ TableName, Key: keyOf(submissionId), ConsistentRead: true });
  const { Item } = await dynamodb.send(command);
  return Item && (toPlain({ M: Item }) as PlainRow);
}

/**
 * Deletes the row of a synthetic event and what the history keeps of it, and nothing else: all must carry the marker.
 *
 * @returns false when there is no such row
 */
export async function deleteSyntheticRow(
  dynamodb: DynamoDBClient,
  physicalNames: System['physicalNames'],
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
export async function findLeftovers(
  client: DynamoDBClient,
  TableName: string,
  before: Date,
): Promise<string[]> {
  const pages = paginateQuery(
    { client },
    {
      TableName,
      IndexName: 'by_course',
      KeyConditionExpression: 'course_id = :course and facet = :facet',
      ExpressionAttributeValues: { ':course': { S: syntheticCourseId }, ':facet': { S: 'grade' } },
    },
  );
  const found: string[] = [];
  for await (const { Items = [] } of pages) {
    found.push(...Items.map((item) => item['submission_id']?.S ?? ''));
  }
  return found.filter((submissionId) => madeAt(submissionId) < before);
}
