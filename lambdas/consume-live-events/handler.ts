import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createDynamoDBClient, createSqsClient } from './aws-clients.ts';
import { createDeadLetterSender } from './dead-letters.ts';
import { timeToWork } from './deadline.ts';
import { perTable } from './domain/tables.ts';
import { readEnv, tableVariables } from './env.ts';
import { type Dependencies, processBatch } from './process-batch.ts';
import { createReport } from './report.ts';
import { createRowStore } from './row-store.ts';

const env = readEnv(process.env);
const logger = new Logger({ persistentKeys: { version: env.VERSION } });
const dependencies: Dependencies = {
  policy: {
    rootAccounts: new Set(env.ROOT_ACCOUNT_UUIDS),
    storeText: {
      comment: env.STORE_TEXT.includes('comment'),
      submission: env.STORE_TEXT.includes('submission'),
    },
  },
  store: createRowStore({
    client: createDynamoDBClient(),
    physicalNames: perTable((table) => env[tableVariables[table]]),
    forgottenTable: env.FORGOTTEN_TABLE,
    retentionDays: env.RETENTION_DAYS,
    history:
      env.HISTORY_TABLE === undefined ? undefined : { tableName: env.HISTORY_TABLE, days: env.HISTORY_DAYS },
  }),
  sendDeadLetter: createDeadLetterSender(createSqsClient(), env.DEAD_LETTER_QUEUE_URL),
  report: createReport(logger, new Metrics()),
};

/** Entry point of the function: one batch of the event source mapping, which must report batch item failures. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  logger.addContext(context);
  const timeLeft = timeToWork(context.getRemainingTimeInMillis());
  return processBatch(event.Records, dependencies, AbortSignal.timeout(timeLeft));
}
