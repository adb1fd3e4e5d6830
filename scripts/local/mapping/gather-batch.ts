import { setTimeout as delay } from 'node:timers/promises';
import { ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import type { DeployedQueue, MappingDefinition } from '../stack/deploy.ts';
import { toRecord } from './batch-record.ts';

export type Gatherer = {
  /** Resolves with the records of one invocation, or none if the queue was empty for a second or until the abort. */
  gather(): Promise<SQSRecord[]>;
  /** Tells whether records were received that did not fit into the last batch. */
  holds(): boolean;
};

/** An invocation carries at most 6 MB; the kilobyte is for the frame around the records. */
const MAXIMUM_BYTES = 6 * 1024 * 1024 - 1024;

/** How long the queue must have been empty before a batch is sent off that is not full. */
const QUIET_MILLISECONDS = 100;

/**
 * Gathers records up to the batch size, the batching window or the size of an event.
 *
 * The window is a maximum: a batch is sent off once the queue is quiet, so that a local run does not
 * sit it out.
 */
export function createGatherer(
  sqs: SQSClient,
  queue: DeployedQueue,
  mapping: MappingDefinition,
  signal: AbortSignal,
): Gatherer {
  let held: SQSRecord[] = [];

  const receive = async (limit: number, waitSeconds: number) => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queue.url,
        MaxNumberOfMessages: Math.min(10, limit),
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
      // What SQS had given already comes again, as after the death of a poller.
      waitSeconds === 0 ? {} : { abortSignal: signal },
    );
    return Messages.map((message) => toRecord(message, queue.arn));
  };

  const fill = async (batch: SQSRecord[], add: (records: SQSRecord[]) => void) => {
    const end = Date.now() + mapping.windowSeconds * 1000;
    let wasQuiet = false;
    while (batch.length < mapping.batchSize && held.length === 0 && Date.now() < end) {
      const records = await receive(mapping.batchSize - batch.length, 0);
      add(records);
      if (records.length === 0 && wasQuiet) return;
      wasQuiet = records.length === 0;
      if (wasQuiet) await delay(QUIET_MILLISECONDS);
    }
  };

  return {
    holds: () => held.length > 0,
    async gather() {
      const batch: SQSRecord[] = [];
      let bytes = 0;
      const add = (records: SQSRecord[]) => {
        held = [];
        for (const record of records) {
          bytes += Buffer.byteLength(JSON.stringify(record)) + 1;
          if (bytes > MAXIMUM_BYTES && batch.length > 0) held.push(record);
          else batch.push(record);
        }
      };
      add(held);
      if (batch.length === 0) add(await receive(mapping.batchSize, 1));
      // What has been received must be delivered, also when the next request fails.
      if (batch.length > 0) await fill(batch, add).catch(() => {});
      return batch;
    },
  };
}
