import type { SQSEvent } from 'aws-lambda';
import { type Policy, readMessage } from '../../lambdas/consume-live-events/domain/read-message.ts';
import { mergeRows } from '../../lambdas/consume-live-events/merge-rows.ts';
import { type Dependencies, processBatch } from '../../lambdas/consume-live-events/process-batch.ts';
import type { RowStore } from '../../lambdas/consume-live-events/row-store.ts';

const policy: Policy = { rootAccounts: new Set(), storeText: { comment: false, submission: false } };

/** Holds nothing, takes everything, and costs nothing. */
const store: RowStore = {
  load: async () => [],
  reload: async () => undefined,
  save: async () => true,
  hasExpired: () => false,
};

const dependencies: Dependencies = {
  policy,
  store,
  sendDeadLetter: async () => {
    throw new Error('a message of the mix was rejected');
  },
  report: () => {},
};

const deadline = new AbortController().signal;

/** Processes a batch as the function does, with a store and a report that cost nothing. */
async function runLoop({ Records: records }: SQSEvent): Promise<void> {
  const { batchItemFailures } = await processBatch(records, dependencies, deadline);
  if (batchItemFailures.length > 0) throw new Error(`runLoop: ${batchItemFailures.length} messages failed`);
}

/** Does only what the loop is there for, to the same records: reads them all, and merges what they say. */
async function runLoopParts({ Records: records }: SQSEvent): Promise<void> {
  const readings = records.map((record) =>
    readMessage(
      {
        body: record.body,
        eventName: record.messageAttributes['event_name']?.stringValue,
        sentAt: Number(record.attributes.SentTimestamp),
      },
      policy,
    ),
  );
  const deltas = readings.flatMap((reading) => (reading.ok ? reading.value.deltas : []));
  const merges = await mergeRows(deltas, store, deadline);
  if (merges.length !== records.length) throw new Error('runLoopParts: expected a row for every message');
}

export const loops = { loop: runLoop, loop_parts: runLoopParts } as const;

export type LoopName = keyof typeof loops;
