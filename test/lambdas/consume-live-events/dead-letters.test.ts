import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SQSMessageAttributes } from 'aws-lambda';
import {
  createDeadLetterSender,
  deadLetterAttributes,
} from '../../../lambdas/consume-live-events/dead-letters.ts';
import { type Engines, startEngines } from '../../../scripts/local/engines/engines.ts';
import { sqsRecord } from '../../support/records.ts';

const { signal } = new AbortController();
const rejection = { code: 'invalid_event', detail: 'body.score: expected a number' } as const;
const maxBytes = 1_048_576;

const text = (stringValue: string) => ({ dataType: 'String' as const, stringValue });
const bytesOf = (name: string, value: string) => Buffer.byteLength(`${name}String${value}`);
const codeBytes = bytesOf('rejection_code', rejection.code);
const detailBytes = bytesOf('rejection_detail', rejection.detail);
const canvas = { event_name: text('grade_change'), event_time: text('2026-03-02T15:04:05.123Z') };
const nameBytes = bytesOf('event_name', 'grade_change');
const timeBytes = bytesOf('event_time', '2026-03-02T15:04:05.123Z');

/** A record whose body leaves this many bytes of what SQS takes. */
function recordLeaving(bytes: number, messageAttributes: SQSMessageAttributes = canvas) {
  return { ...sqsRecord('x'.repeat(maxBytes - bytes)), messageAttributes };
}

describe('of a rejected message there arrives what SQS takes beside its body', () => {
  const all = ['rejection_code', 'rejection_detail', 'event_name', 'event_time'];
  test.each([
    ['all of it', codeBytes + detailBytes + nameBytes + timeBytes, all],
    [
      'one byte less: not the last attribute of Canvas',
      codeBytes + detailBytes + nameBytes + timeBytes - 1,
      all.slice(0, 3),
    ],
    ['the reason', codeBytes + detailBytes, all.slice(0, 2)],
    ['one byte less: the code alone', codeBytes + detailBytes - 1, all.slice(0, 1)],
    ['the code', codeBytes, all.slice(0, 1)],
    ['one byte less: the body alone', codeBytes - 1, []],
    ['a body of 1 MiB', 0, []],
  ])('%s', (_, bytes, names) => {
    expect(Object.keys(deadLetterAttributes(recordLeaving(bytes), rejection))).toEqual(names);
  });

  test('with its code, however large, if it came with the attributes of Canvas', () => {
    const longest = { code: 'foreign_root_account', detail: 'x'.repeat(1000) } as const;
    const record = recordLeaving(bytesOf('event_name', 'grade_change') + timeBytes);
    expect(deadLetterAttributes(record, longest)).toMatchObject({
      rejection_code: { StringValue: 'foreign_root_account' },
    });
  });

  test('by its bytes, not its characters', () => {
    const record = recordLeaving(codeBytes + 1);
    const fits = { ...record, body: `${record.body.slice(1)}é` };
    expect(Object.keys(deadLetterAttributes(fits, rejection))).toEqual(['rejection_code']);
    const tooLarge = { ...record, body: `${record.body.slice(1)}€` };
    expect(deadLetterAttributes(tooLarge, rejection)).toEqual({});
  });
});

describe('the reason', () => {
  test('is that of the last rejection, and takes the place of an earlier one', () => {
    const others = Array.from({ length: 8 }, (_, index) => [`${index}`, text('kept')]);
    const attributes = deadLetterAttributes(
      {
        body: 'x',
        messageAttributes: {
          ...Object.fromEntries(others),
          rejection_code: text('foreign_root_account'),
          rejection_detail: text('root_account_uuid: expected another'),
        },
      },
      rejection,
    );
    expect(attributes).toMatchObject({
      rejection_code: { DataType: 'String', StringValue: rejection.code },
      rejection_detail: { DataType: 'String', StringValue: rejection.detail },
    });
    expect(Object.keys(attributes)).toHaveLength(10);
  });

  test('has no detail of an earlier rejection where its own does not fit', () => {
    const record = recordLeaving(codeBytes + detailBytes - 1, { rejection_detail: text('x') });
    expect(Object.keys(deadLetterAttributes(record, rejection))).toEqual(['rejection_code']);
  });
});

describe('the dead-letter queue', () => {
  let engines: Engines;
  let queueUrl: string;
  beforeAll(async () => {
    engines = await startEngines();
    const { QueueUrl = '' } = await engines.clients.sqs.send(
      new CreateQueueCommand({ QueueName: 'dead-letters' }),
    );
    queueUrl = QueueUrl;
  });
  afterAll(() => engines.stop());

  const receive = async () => {
    const { Messages = [] } = await engines.clients.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MessageAttributeNames: ['All'] }),
    );
    return Messages[0];
  };

  test.each([
    ['filled to the last byte', codeBytes + detailBytes, canvas],
    ['that leaves no room for a reason', 0, canvas],
  ])('takes a message %s, its body unchanged', async (_, bytes, attributes) => {
    const record = recordLeaving(bytes, attributes);
    await createDeadLetterSender(engines.clients.sqs, queueUrl)(record, rejection, signal);
    expect((await receive())?.Body === record.body).toBe(true);
  });

  test('gets nothing when the time is up', async () => {
    const send = createDeadLetterSender(engines.clients.sqs, queueUrl);
    await expect(send(sqsRecord('not json'), rejection, AbortSignal.abort())).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(await receive()).toBeUndefined();
  });
});
