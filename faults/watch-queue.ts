import { setTimeout as delay } from 'node:timers/promises';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { countMessages } from '../scripts/system/queue.ts';

export type QueueWatch = {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  /** Changes whenever something happens that the counts of the queue do not show. */
  readonly activity: () => string;
  readonly signal?: AbortSignal;
};

/** Without any movement for so long, what is still in the queue is given up. */
const STUCK_MILLISECONDS = 120_000;

/**
 * Waits until so few messages are left in a queue that the caller is content, or nothing moves any more.
 *
 * @returns how many are left
 */
export async function waitForQueue(
  { sqs, queueUrl, activity, signal }: QueueWatch,
  isContent: (left: number) => boolean,
): Promise<number> {
  let before = '';
  let movedAt = Date.now();
  for (;;) {
    signal?.throwIfAborted();
    const { visible, inFlight } = await countMessages(sqs, queueUrl);
    const left = visible + inFlight;
    const now = `${visible} ${inFlight} ${activity()}`;
    if (now !== before) movedAt = Date.now();
    before = now;
    if (isContent(left) || Date.now() - movedAt > STUCK_MILLISECONDS) return left;
    await delay(50);
  }
}
