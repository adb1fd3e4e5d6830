import {
  ChangeMessageVisibilityBatchCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import { readMessage } from '../../lambdas/consume-live-events/domain/read-message.ts';
import type { System } from '../system/connect.ts';
import { readDeadLetter } from '../system/dead-letter.ts';
import { forEachTen } from '../system/queue.ts';
import { marker } from './synthetic-event.ts';

/** One look holds at most this many dead letters back, and for no longer than it takes. */
const HELD_AT_MOST = 1000;
const HOLD_SECONDS = 60;

/** Looks for the dead letter of a body and holds it back, for the caller to delete. */
export function findDeadLetter(system: System, body: string): Promise<Message | undefined> {
  return lookThrough(system, ({ Body }) => Body === body);
}

/** How many events the allow-list refused, by the root account that they name, where they name one. */
export type Refused = ReadonlyMap<string | undefined, number>;

/** Counts the dead letters that the allow-list made, but for those of smoke tests. */
export async function countRefused(system: System): Promise<Refused> {
  const counts = new Map<string | undefined, number>();
  await lookThrough(system, (message) => {
    if (readDeadLetter(message).rejection?.code !== 'foreign_root_account') return false;
    const rootAccount = rootAccountOf(message);
    if (rootAccount !== marker) counts.set(rootAccount, (counts.get(rootAccount) ?? 0) + 1);
    return false;
  });
  return counts;
}

/** Reads the message as a consumer without an allow-list would. */
function rootAccountOf({ Body: body = '', MessageAttributes: attributes }: Message): string | undefined {
  const reading = readMessage(
    { body, eventName: attributes?.['event_name']?.StringValue, sentAt: Number.POSITIVE_INFINITY },
    { rootAccounts: new Set(), storeText: { comment: false, submission: false } },
  );
  return reading.ok ? reading.value.deltas[0]?.row.identity['root_account_uuid']?.value : undefined;
}

/**
 * Looks at dead letters up to the one that is sought, and holds that one back. Waits up to a second.
 *
 * SQS has no look without a receive: others are received too, and given back at once.
 */
async function lookThrough(
  { sqs, deadLetterQueueUrl: QueueUrl }: System,
  isSought: (message: Message) => boolean,
): Promise<Message | undefined> {
  const others: Message[] = [];
  try {
    while (others.length < HELD_AT_MOST) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: 10,
          MessageAttributeNames: ['All'],
          VisibilityTimeout: HOLD_SECONDS,
          // A receive that does not wait asks only some of SQS's servers.
          WaitTimeSeconds: 1,
        }),
      );
      const ours = Messages.find(isSought);
      others.push(...Messages.filter((message) => message !== ours));
      if (ours !== undefined || Messages.length === 0) return ours;
    }
    return undefined;
  } finally {
    const handles = others.map(({ ReceiptHandle }) => ReceiptHandle);
    await forEachTen(handles, (entries) => {
      const Entries = entries.map((entry) => ({ ...entry, VisibilityTimeout: 0 }));
      return sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
    });
  }
}
