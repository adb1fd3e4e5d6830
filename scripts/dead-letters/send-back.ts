import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { System } from '../system/connect.ts';
import { type DeadLetter, originalAttributes } from '../system/dead-letter.ts';

/** Sends a dead letter to the source queue, without the reason: as the message that it was. */
export async function sendBack(
  { sqs, queueUrl }: Pick<System, 'sqs' | 'queueUrl'>,
  letter: DeadLetter,
): Promise<void> {
  const command = new SendMessageCommand({
    QueueUrl: queueUrl,
    MessageBody: letter.body,
    MessageAttributes: originalAttributes(letter),
  });
  await sqs.send(command);
}
