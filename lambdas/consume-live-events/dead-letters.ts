import { type MessageAttributeValue, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSMessageAttribute, SQSRecord } from 'aws-lambda';
import type { Rejection } from './domain/result.ts';

/** Sends a rejected record to the dead-letter queue. Rejects when it is not durable there; the record must not be deleted then. */
export type SendDeadLetter = (record: SQSRecord, rejection: Rejection, signal: AbortSignal) => Promise<void>;

/** SQS takes at most this many attributes of a message, and this many bytes of its body and attributes together. */
const MAX_ATTRIBUTES = 10;
const MAX_BYTES = 1_048_576;

export function createDeadLetterSender(client: SQSClient, queueUrl: string): SendDeadLetter {
  return async (record, rejection, signal) => {
    const command = new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: record.body,
      MessageAttributes: deadLetterAttributes(record, rejection),
    });
    await client.send(command, { abortSignal: signal });
  };
}

/**
 * Gives the attributes of a dead letter: the reason, and what Canvas sent along, so that a redriven message
 * is the message that came.
 *
 * Where SQS does not take all of them beside the body, what Canvas sent is left out first, then the detail.
 * Canvas's own attributes are larger than a code, so the code has room in their place. Only a body of nearly
 * 1 MiB that came without any is sent alone: a body is never cut.
 */
export function deadLetterAttributes(
  { body, messageAttributes }: Pick<SQSRecord, 'body' | 'messageAttributes'>,
  { code, detail }: Rejection,
): Record<string, MessageAttributeValue> {
  const reason: [string, SQSMessageAttribute][] = [
    ['rejection_code', { dataType: 'String', stringValue: code }],
    ['rejection_detail', { dataType: 'String', stringValue: detail }],
  ];
  // Stands first, and wins over the reason of an earlier rejection, which a redrive by SQS leaves on a message.
  const attributes = new Map([...reason, ...Object.entries(messageAttributes), ...reason]);
  let free = MAX_BYTES - Buffer.byteLength(body);
  const fitting = [...attributes].slice(0, MAX_ATTRIBUTES).filter(([name, attribute]) => {
    free -= bytesOf(name, attribute);
    return free >= 0;
  });
  return Object.fromEntries(fitting.map(([name, attribute]) => [name, toAttributeValue(attribute)]));
}

/** Bytes count as the base64 text they arrive in, a third more than they are. */
function bytesOf(name: string, { dataType, stringValue, binaryValue }: SQSMessageAttribute): number {
  return Buffer.byteLength(`${name}${dataType}${stringValue ?? binaryValue ?? ''}`);
}

function toAttributeValue({
  dataType,
  stringValue,
  binaryValue,
}: SQSMessageAttribute): MessageAttributeValue {
  return stringValue === undefined
    ? { DataType: dataType, BinaryValue: Buffer.from(binaryValue ?? '', 'base64') }
    : { DataType: dataType, StringValue: stringValue };
}
