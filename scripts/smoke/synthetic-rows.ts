import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  paginateQuery,
} from '@aws-sdk/client-dynamodb';
import { type PlainRow, toPlain } from '../reader/plain-row.ts';
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
 * Deletes the row of a synthetic event, and no other: the row must carry the marker.
 *
 * @returns false when there is no such row
 */
export async function deleteSyntheticRow(
  dynamodb: DynamoDBClient,
  TableName: string,
  submissionId: string,
): Promise<boolean> {
  try {
    await dynamodb.send(
      new DeleteItemCommand({
        TableName,
        Key: keyOf(submissionId),
        ConditionExpression: '#current.#assignment_name = :marker',
        ExpressionAttributeNames: { '#current': 'current', '#assignment_name': 'assignment_name' },
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
