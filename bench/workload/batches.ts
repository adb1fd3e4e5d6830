import type { SQSEvent, SQSRecord } from 'aws-lambda';
import type { Message } from './live-event-mix.ts';

/** Hands messages over as Lambda does, in batches of at most `size`. Copies of a message have its id, as redelivered ones do. */
export function toBatches(messages: readonly Message[], batchSize: number): SQSEvent[] {
  const records = messages.map(toRecord);
  return Array.from({ length: Math.ceil(records.length / batchSize) }, (_, index) => ({
    Records: records.slice(index * batchSize, (index + 1) * batchSize),
  }));
}

function toRecord({ body, eventName }: Message, index: number): SQSRecord {
  return {
    messageId: `059f36b4-87a3-44ab-83d2-${index.toString(16).padStart(12, '0')}`,
    receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a',
    body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '1772445600000',
      SenderId: 'AIDAIENQZJOLO23YVJ4VO',
      ApproximateFirstReceiveTimestamp: '1772445600001',
    },
    messageAttributes: {
      event_name: { dataType: 'String', stringValue: eventName, stringListValues: [], binaryListValues: [] },
    },
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:111122223333:canvas-live-events-bench',
    awsRegion: 'us-east-1',
  };
}
