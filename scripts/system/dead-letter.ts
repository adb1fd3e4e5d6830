import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';
import { eventAttributes } from './event-attributes.ts';

/** What lists and selections go by: everything of a dead letter but its contents. */
export type Envelope = {
  /** SQS's message id. A message that is sent again gets another. */
  readonly id: string;
  /**
   * Why the consumer rejected it; the detail is empty where the message had no room for it. Undefined for one
   * that SQS moved here after it failed too often.
   */
  readonly rejection: { readonly code: string; readonly detail: string } | undefined;
  readonly eventName: string | undefined;
  /**
   * Epoch milliseconds. Of one that failed: when Canvas sent it. Of one that was rejected: when it was
   * rejected, since it was sent here as a new message.
   */
  readonly sentAt: number;
  readonly firstReceivedAt: number | undefined;
  /** Looking at a dead letter counts as a receive. Nothing comes of that here: the queue has no redrive policy. */
  readonly receiveCount: number;
};

/** A message in the dead-letter queue. */
export type DeadLetter = Envelope & {
  readonly attributes: Attributes;
  readonly body: string;
};

export type Attributes = { readonly [name: string]: MessageAttributeValue };

const rejectionAttributes: ReadonlySet<string> = new Set(['rejection_code', 'rejection_detail']);

/**
 * Reads a received message.
 *
 * The event name is the attribute that Canvas sent along; without one, what the body says, where it can be read.
 */
export function readDeadLetter(message: Message): DeadLetter {
  const { MessageAttributes: attributes = {}, Attributes: system = {}, Body: body = '' } = message;
  const code = attributes['rejection_code']?.StringValue;
  const firstReceived = system.ApproximateFirstReceiveTimestamp;
  return {
    id: message.MessageId ?? '',
    rejection:
      code === undefined ? undefined : { code, detail: attributes['rejection_detail']?.StringValue ?? '' },
    eventName: attributes['event_name']?.StringValue ?? eventAttributes(body).event_name,
    sentAt: Number(system.SentTimestamp ?? 0),
    firstReceivedAt: firstReceived === undefined ? undefined : Number(firstReceived),
    receiveCount: Number(system.ApproximateReceiveCount ?? 1),
    attributes,
    body,
  };
}

/** Takes the reason off again: the attributes that came with the message, with their types, binary ones included. */
export function originalAttributes({ attributes }: DeadLetter): Record<string, MessageAttributeValue> {
  const originals = Object.entries(attributes).filter(([name]) => !rejectionAttributes.has(name));
  return Object.fromEntries(
    originals.map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      BinaryValue === undefined ? { DataType, StringValue } : { DataType, BinaryValue },
    ]),
  );
}

/** Forgets the contents, so that a long list of them needs little memory. */
export function envelopeOf({ attributes: _, body: __, ...envelope }: DeadLetter): Envelope {
  return envelope;
}
