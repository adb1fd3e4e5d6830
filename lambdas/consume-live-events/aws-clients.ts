import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';

/**
 * A request that hangs is given up and tried again while there is time, not at the very end of it.
 *
 * The time to connect also runs while a request waits for one of the pool's 50 sockets, so no client is
 * asked for more at once: see what is in flight in row-store.ts and send-statement.ts.
 */
export const clientSettings = {
  maxAttempts: 5,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
};

export function createDynamoDBClient(): DynamoDBClient {
  const client = new DynamoDBClient(clientSettings);
  // It readies every row for a log that nobody keeps, at a third of what it costs to write one.
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}

export function createSqsClient(): SQSClient {
  return new SQSClient(clientSettings);
}
