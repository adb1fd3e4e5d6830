import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import pMap from 'p-map';

/** What a queue still holds: waiting or delayed, and received but not deleted. */
export type Waiting = { readonly visible: number; readonly inFlight: number };

/** Counts what a queue holds. SQS's own counts are approximate, and late by up to a minute. */
export async function countMessages(sqs: SQSClient, QueueUrl: string): Promise<Waiting> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
  );
  const numberOf = (name: keyof typeof Attributes) => Number(Attributes[name] ?? 0);
  return {
    visible: numberOf('ApproximateNumberOfMessages') + numberOf('ApproximateNumberOfMessagesDelayed'),
    inFlight: numberOf('ApproximateNumberOfMessagesNotVisible'),
  };
}

/** An entry of a batch request about a message that was received. */
export type Entry = { readonly Id: string; readonly ReceiptHandle: string | undefined };

/** Sends requests about received messages, ten to a request, the most that SQS takes. Ends with the first error. */
export async function forEachTen<Answer>(
  receiptHandles: readonly (string | undefined)[],
  send: (entries: Entry[]) => Promise<Answer>,
): Promise<Answer[]> {
  const entries = receiptHandles.map((ReceiptHandle, i) => ({ Id: String(i), ReceiptHandle }));
  const tens = Array.from({ length: Math.ceil(entries.length / 10) }, (_, i) =>
    entries.slice(i * 10, i * 10 + 10),
  );
  return pMap(tens, send, { concurrency: 8 });
}
