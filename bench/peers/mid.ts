import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { rowsOfMessage } from './row-of-event.ts';
import { updateRow } from './update-row.ts';
import { MessageSchema } from './zod-union.ts';

const processor = new BatchProcessor(EventType.SQS);

async function processRecord(record: SQSRecord): Promise<void> {
  const message = MessageSchema.parse(JSON.parse(record.body));
  for (const row of rowsOfMessage(message)) await updateRow(row);
}

/**
 * Powertools batch processing, zod, and one conditional update an event, after
 * https://docs.powertools.aws.dev/lambda/typescript/latest/features/batch/.
 */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  return processPartialResponse(event, processRecord, processor, { context });
}
