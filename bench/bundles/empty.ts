import type { SQSBatchResponse } from 'aws-lambda';

/** What no function can be faster than. */
export async function handler(): Promise<SQSBatchResponse> {
  return { batchItemFailures: [] };
}
