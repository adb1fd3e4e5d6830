import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { Logger } from '@aws-lambda-powertools/logger';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { putRow } from './put-row.ts';
import { rowsOfMessage } from './row-of-event.ts';
import { MessageSchema } from './zod-union.ts';

const logger = new Logger();
const processor = new BatchProcessor(EventType.SQS);
const persistenceStore = new DynamoDBPersistenceLayer({ tableName: process.env['IDEMPOTENCY_TABLE'] ?? '' });
const config = new IdempotencyConfig({ eventKeyJmesPath: 'messageId' });

const processIdempotently = makeIdempotent(
  async (record: SQSRecord) => {
    logger.info('Processing record', { messageId: record.messageId });
    const message = MessageSchema.parse(JSON.parse(record.body));
    for (const row of rowsOfMessage(message)) await putRow(row);
  },
  { persistenceStore, config },
);

/**
 * Powertools batch processing and idempotency, zod, a read before each write, and a log line a record,
 * after https://docs.powertools.aws.dev/lambda/typescript/latest/features/idempotency/#batch-integration.
 */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  config.registerLambdaContext(context);
  return processPartialResponse(event, processIdempotently, processor, { context });
}
