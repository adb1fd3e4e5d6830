import { type Message, OverLimit, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { type DeadLetter, readDeadLetter } from '../system/dead-letter.ts';
import { countMessages } from '../system/queue.ts';
import type { Hold } from './hold.ts';
import type { Setting } from './setting.ts';

export type Scan<T> = {
  /** What was picked, each message once. */
  readonly picked: readonly T[];
  /** How many were looked at. */
  readonly seen: number;
  /** About how many are hidden, since someone else holds them, or did and was killed. */
  readonly hidden: number;
  /** About how many are visible and were still not received. SQS lets 120,000 of a queue be held at once. */
  readonly unseen: number;
};

/** A queue is spread over many servers, so several receives at once bring more. */
const RECEIVERS = 4;
/** A long poll asks every server, so an empty one is believed at once when SQS's count agrees, else the third time. */
const LAST_POLLS = 3;
const PAGE_SIZE = 10;

/**
 * Receives every visible dead letter and holds it, so that each is seen once. What is picked of them stays in memory.
 *
 * Ends early when `isEnough` is, or on interruption. A poll under way is awaited even then: what it was about to
 * bring could not be released otherwise.
 *
 * Nothing tells for sure that a standard queue is empty, and its counts are late by up to a minute: what was
 * picked is exact, what was left is not. Messages that arrive meanwhile may be among either.
 */
export async function scan<T>(
  setting: Setting,
  hold: Hold,
  pick: (letter: DeadLetter) => T | undefined,
  isEnough: (picked: readonly T[]) => boolean = () => false,
): Promise<Scan<T>> {
  const picked: T[] = [];
  let seen = 0;
  let hasFailed = false;
  const isOver = () => hasFailed || setting.signal.aborted || isEnough(picked);

  const look = (message: Message) => {
    if (!hold.take(message)) return;
    seen += 1;
    const choice = pick(readDeadLetter(message));
    if (choice !== undefined) picked.push(choice);
  };
  const count = () => countMessages(setting.system.sqs, setting.system.deadLetterQueueUrl);
  const { visible: expected } = await count();
  const receiveAll = async () => {
    for (let last = 0; last < LAST_POLLS && !isOver(); ) {
      const messages = await receive(setting);
      for (const message of messages) look(message);
      setting.progress.update(`${seen} seen`);
      // What arrives all the while must not keep it going for ever.
      const isLast = messages.length === 0 || (seen >= expected && messages.length < PAGE_SIZE);
      last = isLast ? last + 1 : 0;
      if (messages.length === 0 && (await count()).visible === 0) return;
    }
  };

  const ends = await Promise.allSettled(
    Array.from({ length: RECEIVERS }, () =>
      receiveAll().catch((error: unknown) => {
        hasFailed = true;
        throw error;
      }),
    ),
  );
  const failure = ends.find((end) => end.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
  setting.signal.throwIfAborted();
  if (isEnough(picked)) return { picked, seen, hidden: 0, unseen: 0 };
  const { visible, inFlight } = await count();
  return { picked, seen, hidden: Math.max(0, inFlight - hold.size()), unseen: visible };
}

async function receive({ system, polling }: Setting): Promise<Message[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl: system.deadLetterQueueUrl,
    MaxNumberOfMessages: PAGE_SIZE,
    MessageAttributeNames: ['All'],
    MessageSystemAttributeNames: ['All'],
    VisibilityTimeout: polling.visibilitySeconds,
    WaitTimeSeconds: polling.waitSeconds,
  });
  try {
    return (await system.sqs.send(command)).Messages ?? [];
  } catch (error) {
    if (error instanceof OverLimit) return [];
    throw error;
  }
}
