import { randomUUID } from 'node:crypto';
import type { SQSRecord } from 'aws-lambda';
import { sentAt } from './messages.ts';

/** An SQS message as Lambda hands it over. */
export function sqsRecord(body: string | object, eventName?: string): SQSRecord {
  return {
    messageId: randomUUID(),
    receiptHandle: 'receipt',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: String(sentAt),
      SenderId: '636161780776',
      ApproximateFirstReceiveTimestamp: String(sentAt),
    },
    messageAttributes:
      eventName === undefined ? {} : { event_name: { dataType: 'String', stringValue: eventName } },
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:canvas-live-events-test',
    awsRegion: 'us-east-1',
  };
}
