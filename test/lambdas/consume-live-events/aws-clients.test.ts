import { describe, expect, test } from '@jest/globals';
import { createDynamoDBClient, createSqsClient } from '../../../lambdas/consume-live-events/aws-clients.ts';

describe('the client of', () => {
  test.each([
    ['DynamoDB', createDynamoDBClient],
    ['SQS', createSqsClient],
  ])('%s tries five times', async (_, create) => {
    expect(await create().config.maxAttempts()).toBe(5);
  });

  test('DynamoDB readies no row for a log', () => {
    const middleware = createDynamoDBClient().middlewareStack.identify().join();
    expect(middleware).toContain('retryMiddleware');
    expect(middleware).not.toContain('loggerMiddleware');
  });
});
