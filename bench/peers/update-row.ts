import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { PeerRow } from './row-of-event.ts';

const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));

const isNewer = 'attribute_not_exists(event_time) OR event_time < :event_time';

/**
 * Moves current to previous in one request, where the event is newer; an older one is dropped.
 *
 * After https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/Package/-aws-sdk-lib-dynamodb/.
 */
export async function updateRow({
  tableName,
  key,
  identity,
  state,
  eventTime,
  eventName,
}: PeerRow): Promise<void> {
  const names = Object.keys(identity);
  const assignments = [
    // A new row has no current state, and DynamoDB refuses to copy what is not there.
    '#previous = if_not_exists(#current, :none)',
    '#current = :current',
    'event_time = :event_time',
    'event_name = :event_name',
    ...names.map((name) => `${name} = :${name}`),
  ];
  try {
    await documents.send(
      new UpdateCommand({
        TableName: tableName,
        Key: key,
        UpdateExpression: `SET ${assignments.join(', ')}`,
        ConditionExpression: isNewer,
        ExpressionAttributeNames: { '#current': 'current', '#previous': 'previous' },
        ExpressionAttributeValues: {
          ':none': null,
          ':current': state,
          ':event_time': eventTime,
          ':event_name': eventName,
          ...Object.fromEntries(names.map((name) => [`:${name}`, identity[name]])),
        },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
