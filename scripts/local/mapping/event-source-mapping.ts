import { setTimeout as delay } from 'node:timers/promises';
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { forEachTen } from '../../system/queue.ts';
import type { Invocation } from '../function/function-process.ts';
import type { DeployedQueue, MappingDefinition } from '../stack/deploy.ts';
import { type Judgement, judgeResponse } from './batch-response.ts';
import { gatherBatch, splitBySize } from './gather-batch.ts';

/** What became of one batch, and the lines the function wrote about it. */
export type BatchReport = Judgement & {
  readonly records: readonly SQSRecord[];
  readonly logs: readonly string[];
};

export type EventSourceMapping = {
  /** Stops receiving and waits for what is under way. */
  readonly stop: () => Promise<void>;
};

export type MappingOptions = {
  readonly sqs: SQSClient;
  readonly queue: DeployedQueue;
  readonly mapping: MappingDefinition;
  readonly invoke: (event: SQSEvent) => Promise<Invocation>;
  readonly onBatch?: (report: BatchReport) => void;
  /** A request to SQS that failed. The mapping continues, and what it was about is delivered again. */
  readonly onError?: (error: unknown) => void;
  /** Makes failed messages visible after this many seconds, for a run that can not wait as long as the queue says. */
  readonly redeliverAfterSeconds?: number;
};

/**
 * Feeds a queue to a function as Lambda's event source mapping does.
 *
 * It runs as many invocations at once as the mapping allows. What succeeded is deleted. What failed is
 * left alone: the queue delivers it again when its visibility timeout ends, and moves it to its
 * dead-letter queue when it was received too often.
 */
export function startEventSourceMapping(options: MappingOptions): EventSourceMapping {
  const { sqs, queue, mapping, onError = () => {} } = options;
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();

  const untilOneMayStart = async () => {
    while (running.size >= mapping.maximumConcurrency) await Promise.race(running);
  };
  const start = (records: SQSRecord[]) => {
    const work: Promise<void> = deliver(records, options)
      .catch(onError)
      .finally(() => running.delete(work));
    running.add(work);
  };

  const poll = async () => {
    while (!stopping.signal.aborted) {
      // Nothing is received that could not be worked on at once: its visibility would be running.
      await untilOneMayStart();
      try {
        const batch = await gatherBatch(sqs, queue, mapping, stopping.signal);
        for (const records of splitBySize(batch)) {
          await untilOneMayStart();
          start(records);
        }
      } catch (error) {
        if (stopping.signal.aborted) break;
        onError(error);
        await delay(100);
      }
    }
    await Promise.all(running);
  };

  const polling = poll();
  return {
    async stop() {
      stopping.abort();
      await polling;
    },
  };
}

async function deliver(records: readonly SQSRecord[], options: MappingOptions): Promise<void> {
  const { sqs, queue, redeliverAfterSeconds: VisibilityTimeout } = options;
  const invocation = await options.invoke({ Records: [...records] });
  const judgement = judge(records, invocation, options.mapping);
  const handlesOf = (areFailed: boolean) =>
    records
      .filter(({ messageId }) => judgement.failed.has(messageId) === areFailed)
      .map(({ receiptHandle }) => receiptHandle);
  try {
    await forEachTen(handlesOf(false), (Entries) =>
      sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queue.url, Entries })),
    );
    if (VisibilityTimeout !== undefined) {
      await forEachTen(handlesOf(true), (entries) => {
        const Entries = entries.map((entry) => ({ ...entry, VisibilityTimeout }));
        return sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queue.url, Entries }));
      });
    }
  } finally {
    options.onBatch?.({ ...judgement, records, logs: invocation.logs });
  }
}

function judge(records: readonly SQSRecord[], invocation: Invocation, mapping: MappingDefinition): Judgement {
  const messageIds = records.map(({ messageId }) => messageId);
  if (!invocation.ok) {
    const { errorType, errorMessage } = invocation.error;
    return { failed: new Set(messageIds), reason: `${errorType}: ${errorMessage}` };
  }
  if (!mapping.reportsBatchItemFailures) return { failed: new Set() };
  return judgeResponse(messageIds, invocation.response);
}
