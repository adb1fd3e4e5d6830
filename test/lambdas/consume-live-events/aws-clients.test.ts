import { describe, expect, test } from '@jest/globals';
import {
  clientSettings,
  createDynamoDBClient,
  createSqsClient,
} from '../../../lambdas/consume-live-events/aws-clients.ts';
import { timeToWork } from '../../../lambdas/consume-live-events/deadline.ts';
import { consumerTimeout } from '../../../lib/event-consumer.ts';

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

test('a request that hangs is given up, and tried as often as it may be before the time is up', () => {
  const { maxAttempts, requestHandler } = clientSettings;
  const { connectionTimeout, requestTimeout, throwOnRequestTimeout } = requestHandler;
  const time = timeToWork(consumerTimeout.toMilliseconds());
  expect(maxAttempts * (connectionTimeout + requestTimeout)).toBeLessThan(time);
  expect(throwOnRequestTimeout).toBe(true);
});
