import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { processBatch } from '../../../lambdas/consume-live-events/process-batch.ts';
import { createTables, openRowStore, physicalNames } from '../../support/dynamodb.ts';
import { liveEventFixtures } from '../../support/fixtures.ts';
import { acceptAny } from '../../support/messages.ts';
import { sqsRecord } from '../../support/records.ts';

/** Creates the tables and stores what the consumer makes of every fixture, with its history. */
export async function storeFixtures(client: DynamoDBClient): Promise<void> {
  await createTables(client);
  const { batchItemFailures } = await processBatch(
    liveEventFixtures.map(({ text }) => sqsRecord(text)),
    {
      policy: acceptAny,
      store: openRowStore(client, physicalNames, {
        history: { tableName: physicalNames.history, days: undefined },
      }),
      sendDeadLetter: () => Promise.resolve(),
      report: () => {},
    },
    new AbortController().signal,
  );
  if (batchItemFailures.length > 0) throw new Error('a fixture could not be stored');
}
