import { type MessageAttributeValue, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSMessageAttributes, SQSRecord } from 'aws-lambda';
import type { Rejection } from './domain/result.ts';

/** Sends a rejected record to the dead-letter queue. Rejects when it is not durable there; the record must not be deleted then. */
export type SendDeadLetter = (record: SQSRecord, rejection: Rejection, signal: AbortSignal) => Promise<void>;

/** SQS takes ten attributes a message, and two are the reason. */
const MAX_ORIGINAL_ATTRIBUTES = 8;

export function createDeadLetterSender(client: SQSClient, queueUrl: string): SendDeadLetter {
  return async (record, rejection, signal) => {
    const command = new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: record.body,
      MessageAttributes: {
        ...originalAttributes(record.messageAttributes),
        rejection_code: { DataType: 'String', StringValue: rejection.code },
        rejection_detail: { DataType: 'String', StringValue: rejection.detail },
      },
    });
    await client.send(command, { abortSignal: signal });
  };
}

/** What Canvas sent along, so that a redriven message is the message that came. */
function originalAttributes(attributes: SQSMessageAttributes): Record<string, MessageAttributeValue> {
  const originals = Object.entries(attributes).slice(0, MAX_ORIGINAL_ATTRIBUTES);
  return Object.fromEntries(
    originals.map(([name, { dataType, stringValue, binaryValue }]) => [
      name,
      stringValue === undefined
        ? { DataType: dataType, BinaryValue: Buffer.from(binaryValue ?? '', 'base64') }
        : { DataType: dataType, StringValue: stringValue },
    ]),
  );
}
