import { setTimeout } from 'node:timers/promises';
import {
  ChangeMessageVisibilityCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { compareTexts } from '../../scripts/command/text.ts';

/** A dead letter as the local run's document has it. */
export type DeadLetter = {
  readonly code: string | null;
  readonly detail: string | null;
  readonly body: string;
};

/** Counts what waits in a queue or is in flight. */
export async function countMessages(sqs: SQSClient, QueueUrl: string): Promise<number> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0);
}

/** Waits until nothing is in a queue any more, in flight or waiting. */
export async function untilEmpty(sqs: SQSClient, queueUrl: string): Promise<void> {
  const startedAt = performance.now();
  for (let looks = 0; looks < 3; ) {
    const count = await countMessages(sqs, queueUrl);
    looks = count === 0 ? looks + 1 : 0;
    if (performance.now() - startedAt > 120_000) {
      throw new Error(
        `After two minutes ${count} messages are in the queue that the function should have taken.`,
      );
    }
    await setTimeout(300);
  }
}

/** Reads the dead letters, in an order that does not depend on their arrival, and lets them go again. */
export async function readDeadLetters(
  sqs: SQSClient,
  QueueUrl: string,
  expected: number,
): Promise<DeadLetter[]> {
  const found = new Map<string, Message>();
  for (let looks = 0; looks < 60 && found.size < expected; looks += 1) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
        VisibilityTimeout: 60,
        WaitTimeSeconds: 1,
      }),
    );
    for (const message of Messages) found.set(message.MessageId ?? '', message);
  }
  for (const { ReceiptHandle } of found.values()) {
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
  }
  return sorted([...found.values()].map(toDeadLetter));
}

export function sorted(letters: readonly DeadLetter[]): DeadLetter[] {
  const keyOf = ({ code, detail, body }: DeadLetter) => [code ?? '', detail ?? '', body];
  return letters.toSorted((a, b) => compareTexts(keyOf(a), keyOf(b)));
}

function toDeadLetter({ Body = '', MessageAttributes = {} }: Message): DeadLetter {
  const { rejection_code: code, rejection_detail: detail } = MessageAttributes;
  return { code: code?.StringValue ?? null, detail: detail?.StringValue ?? null, body: Body };
}
