import {
  type MessageAttributeValue,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { eventAttributes } from '../../system/event-attributes.ts';
import { type EventBody, MAXIMUM_MESSAGE_BYTES } from './read-events.ts';

/**
 * Sends bodies to a queue in their order, as Canvas does: with `event_name` and `event_time` as string
 * attributes, ten messages or 1 MiB to a request.
 *
 * Stops at the first message the queue refuses, and says which.
 */
export async function publish(
  sqs: SQSClient,
  queueUrl: string,
  bodies: Iterable<EventBody> | AsyncIterable<EventBody>,
  onSent: (sent: number) => void = () => {},
): Promise<void> {
  let sent = 0;
  for await (const batch of toBatches(bodies)) {
    const Entries = batch.map(({ entry }, i) => ({ ...entry, Id: String(i) }));
    const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    const [failed] = Failed;
    if (failed !== undefined) {
      throw new Error(`${batch[Number(failed.Id)]?.source}: refused by the queue (${failed.Message}).`);
    }
    sent += batch.length;
    onSent(sent);
  }
}

type Outgoing = { readonly source: string; readonly entry: Omit<SendMessageBatchRequestEntry, 'Id'> };

async function* toBatches(
  bodies: Iterable<EventBody> | AsyncIterable<EventBody>,
): AsyncGenerator<Outgoing[]> {
  let batch: Outgoing[] = [];
  let bytes = 0;
  for await (const { source, body } of bodies) {
    const attributes = messageAttributes(body);
    const counted = Object.entries(attributes).map(([name, value]) =>
      [name, ...Object.values(value)].join(''),
    );
    const size = Buffer.byteLength([body, ...counted].join(''));
    if (size > MAXIMUM_MESSAGE_BYTES)
      throw new Error(`${source}: with its attributes it is more than 1 MiB.`);
    if (batch.length === 10 || bytes + size > MAXIMUM_MESSAGE_BYTES) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push({ source, entry: { MessageBody: body, MessageAttributes: attributes } });
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

/** The attributes that Canvas sends with a body, as a request to SQS has them. */
export function messageAttributes(body: string): Record<string, MessageAttributeValue> {
  const attributes = Object.entries(eventAttributes(body));
  return Object.fromEntries(
    attributes.map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
  );
}
