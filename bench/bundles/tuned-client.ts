import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** What a request can do without: a logger that nobody listens to, and headers that DynamoDB does not need. */
const dispensable = ['loggerMiddleware', 'recursionDetectionMiddleware', 'getUserAgentMiddleware'];

/**
 * Makes the leanest client that the SDK's public options give: the stack of middleware is put together
 * once and not for each request, and is shorter. It only works without options to `send`, an abort signal
 * among them.
 */
export function createTunedClient(): DynamoDBClient {
  const client = new DynamoDBClient({
    maxAttempts: 5,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
    cacheMiddleware: true,
  });
  for (const name of dispensable) client.middlewareStack.remove(name);
  return client;
}
