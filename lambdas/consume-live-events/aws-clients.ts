import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { MAX_ATTEMPTS_A_REQUEST } from './in-flight.ts';

/** A request that hangs is given up and tried again while there is time, not at the very end of it. */
export const clientSettings = {
  maxAttempts: MAX_ATTEMPTS_A_REQUEST,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
};

export function createDynamoDBClient(settings: DynamoDBClientConfig = clientSettings): DynamoDBClient {
  const client = new DynamoDBClient(settings);
  // It readies every row for a log that nobody keeps, at a third of what it costs to write one.
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}

export function createSqsClient(): SQSClient {
  return new SQSClient(clientSettings);
}
