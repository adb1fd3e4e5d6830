import { setTimeout as delay } from 'node:timers/promises';
import { ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import type { DeployedQueue, MappingDefinition } from '../stack/deploy.ts';
import { toRecord } from './batch-record.ts';

/** An invocation carries at most 6 MB; the kilobyte is for the frame around the records. */
const MAXIMUM_BYTES = 6 * 1024 * 1024 - 1024;

/** How long the queue must have been empty before a batch is sent off that is not full. */
const QUIET_MILLISECONDS = 100;

/**
 * Gathers records up to the batch size or the batching window; none if the queue was empty for a second or until
 * the abort.
 *
 * The window is a maximum: a batch is sent off once the queue is quiet, so that a local run does not
 * sit it out.
 */
export async function gatherBatch(
  sqs: SQSClient,
  queue: DeployedQueue,
  { batchSize, windowSeconds }: MappingDefinition,
  signal: AbortSignal,
): Promise<SQSRecord[]> {
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

  const batch = await receive(batchSize, 1);
  const end = Date.now() + windowSeconds * 1000;
  let isQuiet = batch.length === 0;
  while (!isQuiet && batch.length < batchSize && Date.now() < end) {
    let records = await receive(batchSize - batch.length, 0);
    if (records.length === 0) {
      await delay(QUIET_MILLISECONDS);
      records = await receive(batchSize - batch.length, 0);
    }
    isQuiet = records.length === 0;
    batch.push(...records);
  }
  return batch;
}

/** Cuts a batch into parts that an invocation can carry. */
export function splitBySize(batch: readonly SQSRecord[]): SQSRecord[][] {
  const parts: SQSRecord[][] = [];
  let room = 0;
  for (const record of batch) {
    const bytes = Buffer.byteLength(JSON.stringify(record)) + 1;
    if (bytes > room) {
      parts.push([]);
      room = MAXIMUM_BYTES;
    }
    parts.at(-1)?.push(record);
    room -= bytes;
  }
  return parts;
}
