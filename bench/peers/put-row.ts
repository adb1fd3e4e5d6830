import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { PeerRow } from './row-of-event.ts';

const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));

/**
 * Reads the row, and writes it again where the event is newer: what was current becomes previous.
 *
 * After https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/Package/-aws-sdk-lib-dynamodb/. Of two
 * consumers that read the same row at once, the later write wins.
 */
export async function putRow({
  tableName,
  key,
  identity,
  state,
  eventTime,
  eventName,
}: PeerRow): Promise<void> {
  const { Item: found } = await documents.send(new GetCommand({ TableName: tableName, Key: key }));
  if (found !== undefined && String(found['event_time']) >= eventTime) return;
  await documents.send(
    new PutCommand({
      TableName: tableName,
      Item: {
        ...found,
        ...identity,
        ...key,
        current: state,
        previous: found?.['current'] ?? null,
        event_time: eventTime,
        event_name: eventName,
      },
    }),
  );
}
