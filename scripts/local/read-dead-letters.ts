import type { FauxqsServer } from 'fauxqs';
import { compareTexts } from '../command/text.ts';
import { type DeadLetter, readDeadLetter } from '../system/dead-letter.ts';

type QueueInspection = NonNullable<ReturnType<FauxqsServer['inspectQueue']>>;
type QueueMessage = QueueInspection['messages']['ready'][number];

/**
 * Lists a queue's messages in the order of code, detail and body.
 *
 * Uses fauxqs' own inspection, since to receive them would hide them and count as a receive.
 */
export async function readDeadLetters(endpoint: string, queueName: string): Promise<DeadLetter[]> {
  const response = await fetch(`${endpoint}/_fauxqs/queues/${queueName}`);
  const { messages } = (await response.json()) as QueueInspection;
  const { ready, delayed, inflight } = messages;
  return [...ready, ...delayed, ...inflight.map(({ message }) => message)]
    .map(read)
    .sort((a, b) => compareTexts(sortKeyOf(a), sortKeyOf(b)));
}

function read(message: QueueMessage): DeadLetter {
  const attributes = Object.entries(message.messageAttributes).map(([name, { BinaryValue, ...value }]) => [
    name,
    { ...value, ...(BinaryValue !== undefined && { BinaryValue: Buffer.from(BinaryValue, 'base64') }) },
  ]);
  return readDeadLetter({
    MessageId: message.messageId,
    Body: message.body,
    MessageAttributes: Object.fromEntries(attributes),
    Attributes: {
      SentTimestamp: String(message.sentTimestamp),
      ApproximateReceiveCount: String(message.approximateReceiveCount),
    },
  });
}

function sortKeyOf({ rejection, body }: DeadLetter): string[] {
  return [rejection?.code ?? '', rejection?.detail ?? '', body];
}
