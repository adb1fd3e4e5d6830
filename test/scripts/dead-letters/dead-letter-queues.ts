import {
  ChangeMessageVisibilityCommand,
  type MessageAttributeValue,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { createDeadLetterSender } from '../../../lambdas/consume-live-events/dead-letters.ts';
import type { RejectionCode } from '../../../lambdas/consume-live-events/domain/result.ts';
import type { Polling } from '../../../scripts/dead-letters/hold.ts';
import type { Setting } from '../../../scripts/dead-letters/setting.ts';
import type { Engines } from '../../../scripts/local/engines/engines.ts';
import { toRecord } from '../../../scripts/local/mapping/batch-record.ts';
import { createQueue } from '../../../scripts/local/stack/create-resource.ts';
import type { System } from '../../../scripts/system/connect.ts';

export type Attributes = { readonly [name: string]: MessageAttributeValue };

/** As fauxqs has it, with binary values in base64. */
export type QueueMessage = {
  readonly messageId: string;
  readonly body: string;
  readonly messageAttributes: {
    readonly [name: string]: { DataType: string; StringValue?: string; BinaryValue?: string };
  };
};

/** What is in a queue, visible or not, without receiving any of it. */
export type QueueContents = {
  readonly visible: readonly QueueMessage[];
  readonly held: readonly {
    readonly message: QueueMessage;
    readonly hiddenUntil: number;
    readonly receipt: string;
  }[];
};

let count = 0;

/** Creates a source queue and a dead-letter queue, and a system whose stack would be of these. */
export async function createSystem(engines: Engines): Promise<System> {
  count += 1;
  const number = count;
  const dead = await createQueue(engines, {}, `dead-letters-${number}`);
  const RedrivePolicy = { deadLetterTargetArn: dead.arn, maxReceiveCount: 5 };
  const source = await createQueue(engines, { RedrivePolicy }, `source-${number}`);
  return {
    name: 'canvas-grade-state-test',
    isLocal: true,
    ...engines.clients,
    queueUrl: source.url,
    deadLetterQueueUrl: dead.url,
    physicalNames: { submissions: 's', scores: 'c', 'course-scores': 'g', history: 'h' },
    close() {},
  };
}

/** Every kind of attribute that a message can have. */
export const attributesOfEveryType: Attributes = {
  event_name: { DataType: 'String', StringValue: 'grade_change' },
  event_time: { DataType: 'String', StringValue: '2024-01-01T00:00:00Z' },
  weight: { DataType: 'Number.int', StringValue: '7' },
  token: { DataType: 'Binary.raw', BinaryValue: Uint8Array.of(0, 255, 10, 128) },
};

export function eventName(StringValue: string): Attributes {
  return { event_name: { DataType: 'String', StringValue } };
}

/** Puts a message into the dead-letter queue as SQS does when it failed too often: as it came. */
export async function fail(system: System, body: string, attributes: Attributes = {}): Promise<string> {
  const { MessageId = '' } = await system.sqs.send(
    new SendMessageCommand({
      QueueUrl: system.deadLetterQueueUrl,
      MessageBody: body,
      MessageAttributes: attributes,
    }),
  );
  return MessageId;
}

/** Puts a message into the dead-letter queue as the consumer does when it rejects it. */
export async function reject(
  system: System,
  body: string,
  attributes: Attributes = {},
  code: RejectionCode = 'invalid_event',
  detail = 'body.score: expected a number',
): Promise<void> {
  const record: SQSRecord = toRecord({ Body: body, MessageAttributes: { ...attributes } }, 'arn');
  const send = createDeadLetterSender(system.sqs, system.deadLetterQueueUrl);
  await send(record, { code, detail }, new AbortController().signal);
}

/** Looks into a queue by its URL. */
export async function lookInto(url: string): Promise<QueueContents> {
  const { origin, pathname } = new URL(url);
  const response = await fetch(`${origin}/_fauxqs/queues/${pathname.split('/').at(-1)}`);
  const { messages } = (await response.json()) as {
    messages: {
      ready: QueueMessage[];
      inflight: { message: QueueMessage; visibilityDeadline: number; receiptHandle: string }[];
    };
  };
  return {
    visible: messages.ready,
    held: messages.inflight.map(({ message, visibilityDeadline, receiptHandle }) => ({
      message,
      hiddenUntil: visibilityDeadline,
      receipt: receiptHandle,
    })),
  };
}

/** What the end of the visibility timeout does. */
export async function endVisibilityTimeouts({ sqs, deadLetterQueueUrl: QueueUrl }: System): Promise<void> {
  const { held } = await lookInto(QueueUrl);
  for (const { receipt: ReceiptHandle } of held) {
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
  }
}

export async function bodiesIn(url: string): Promise<string[]> {
  const { visible } = await lookInto(url);
  return visible.map(({ body }) => body).sort();
}

/** Attributes as fauxqs shows them, to compare with what was sent. */
export function asShown(attributes: Attributes): QueueMessage['messageAttributes'] {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType = '', StringValue, BinaryValue }]) => [
      name,
      {
        DataType,
        ...(StringValue !== undefined && { StringValue }),
        ...(BinaryValue !== undefined && { BinaryValue: Buffer.from(BinaryValue).toString('base64') }),
      },
    ]),
  );
}

/** fauxqs is one server that tells no lies: its first empty answer is to be believed. */
const impatient: Polling = { visibilitySeconds: 60, extendEverySeconds: 60, waitSeconds: 0 };

export type Heard = { readonly printed: () => string; readonly noted: () => string };

/** A setting whose output is kept. */
export function settingOf(
  system: System,
  { signal = new AbortController().signal, polling = impatient }: Partial<Setting> = {},
): Setting & Heard {
  const printed: string[] = [];
  const noted: string[] = [];
  return {
    system,
    polling,
    signal,
    paint: (_style, text) => text,
    print: (text) => printed.push(text),
    progress: { step() {}, update() {}, note: (line) => noted.push(line), end: () => [] },
    printed: () => printed.join(''),
    noted: () => noted.join('\n'),
  };
}
