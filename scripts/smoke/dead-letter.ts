import {
  ChangeMessageVisibilityBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** One look holds so many dead letters back, at most, and for no longer than it takes. */
const heldAtMost = 1000;
const holdSeconds = 60;

/**
 * Looks for the dead letter of a body and holds it back, for the caller to delete. Waits up to a second.
 *
 * SQS has no look without a receive: others are received too, and given back at once.
 */
export async function findDeadLetter(
  sqs: SQSClient,
  QueueUrl: string,
  body: string,
): Promise<Message | undefined> {
  const others: Message[] = [];
  try {
    while (others.length < heldAtMost) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: 10,
          MessageAttributeNames: ['All'],
          VisibilityTimeout: holdSeconds,
          // A receive that does not wait asks only some of SQS's servers.
          WaitTimeSeconds: 1,
        }),
      );
      const ours = Messages.find(({ Body }) => Body === body);
      others.push(...Messages.filter((message) => message !== ours));
      if (ours !== undefined || Messages.length === 0) return ours;
    }
    return undefined;
  } finally {
    await release(sqs, QueueUrl, others);
  }
}

async function release(sqs: SQSClient, QueueUrl: string, messages: readonly Message[]): Promise<void> {
  for (let i = 0; i < messages.length; i += 10) {
    const Entries = messages
      .slice(i, i + 10)
      .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }));
    await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
  }
}

/** Why a dead letter is one; code and detail are undefined for one that only failed too often. */
export function reasonOf({ MessageAttributes: attributes }: Message) {
  return {
    code: attributes?.['rejection_code']?.StringValue,
    detail: attributes?.['rejection_detail']?.StringValue,
  };
}
