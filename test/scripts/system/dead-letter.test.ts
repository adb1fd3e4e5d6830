import type { Message } from '@aws-sdk/client-sqs';
import { describe, expect, test } from '@jest/globals';
import { envelopeOf, originalAttributes, readDeadLetter } from '../../../scripts/system/dead-letter.ts';
import { attributesOfEveryType, eventName } from '../dead-letters/dead-letter-queues.ts';

const rejected = {
  rejection_code: { DataType: 'String', StringValue: 'invalid_event' },
  rejection_detail: { DataType: 'String', StringValue: 'body.score: expected a number' },
};

function message(parts: Partial<Message>): Message {
  return {
    MessageId: 'id',
    ReceiptHandle: 'handle',
    Body: 'secret',
    Attributes: { SentTimestamp: '1700000000000', ApproximateReceiveCount: '6' },
    ...parts,
  };
}

describe('readDeadLetter', () => {
  test('takes the reason of a rejection from its attributes', () => {
    expect(readDeadLetter(message({ MessageAttributes: rejected }))).toMatchObject({
      id: 'id',
      rejection: { code: 'invalid_event', detail: 'body.score: expected a number' },
      sentAt: 1_700_000_000_000,
      receiveCount: 6,
    });
  });

  test('knows a message without one as failed', () => {
    expect(readDeadLetter(message({})).rejection).toBeUndefined();
  });

  test.each<[string, Partial<Message>, string | undefined]>([
    ['the attribute', { MessageAttributes: eventName('a'), Body: '{"metadata":{"event_name":"b"}}' }, 'a'],
    ['the body, without one', { Body: '{"metadata":{"event_name":"b"}}' }, 'b'],
    ['a Caliper body', { Body: '{"data":[{"type":"GradeEvent","action":"Graded"}]}' }, 'grade_change'],
    ['nothing, if the body is not JSON', { Body: 'event_name' }, undefined],
    ['nothing, if the body has no text there', { Body: '{"metadata":{"event_name":7}}' }, undefined],
  ])('takes the event name from %s', (_case, parts, expected) => {
    expect(readDeadLetter(message(parts)).eventName).toBe(expected);
  });
});

test('originalAttributes takes off the reason and nothing else', () => {
  const letter = readDeadLetter(message({ MessageAttributes: { ...attributesOfEveryType, ...rejected } }));

  expect(originalAttributes(letter)).toEqual(attributesOfEveryType);
});

test('envelopeOf keeps neither body nor attributes', () => {
  const letter = readDeadLetter(message({ MessageAttributes: attributesOfEveryType }));

  expect(Object.keys(envelopeOf(letter)).sort()).toEqual(
    ['eventName', 'firstReceivedAt', 'id', 'receiveCount', 'rejection', 'sentAt'].sort(),
  );
});
