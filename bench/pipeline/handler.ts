import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';

export type Handler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

export async function loadHandler(file: string): Promise<Handler> {
  const loaded = (await import(file)) as { handler: Handler };
  return loaded.handler;
}

/**
 * Invokes a handler once.
 *
 * @throws when it answers that a message failed, since no contender may be fast by not doing its work
 */
export async function invoke(handler: Handler, event: SQSEvent): Promise<void> {
  const { batchItemFailures } = await handler(event, context);
  if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} messages of a batch failed`);
}

const context: Context = {
  callbackWaitsForEmptyEventLoop: true,
  functionName: 'canvas-grade-state-bench',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:111122223333:function:canvas-grade-state-bench',
  memoryLimitInMB: '512',
  awsRequestId: '8476a536-e9f4-11e8-9739-2dfe598c3fcd',
  logGroupName: '/aws/lambda/canvas-grade-state-bench',
  logStreamName: 'bench',
  getRemainingTimeInMillis: () => 60_000,
  done() {},
  fail() {},
  succeed() {},
};
