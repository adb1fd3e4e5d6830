import { setTimeout as delay } from 'node:timers/promises';
import type { Message } from '@aws-sdk/client-sqs';
import type { PlainRow } from '../reader/plain-row.ts';
import type { System } from '../system/connect.ts';
import { countMessages } from '../system/queue.ts';
import { adviceOnSilence, ask, SmokeFailure } from './advice.ts';
import { findDeadLetter } from './dead-letter.ts';
import type { SmokeOptions } from './run-smoke.ts';
import type { SyntheticEvent } from './synthetic-event.ts';
import { readSyntheticRow } from './synthetic-rows.ts';

/** What became of the event. A dead letter is held back for the caller to delete. */
export type Answer =
  | { readonly kind: 'row'; readonly row: PlainRow }
  | { readonly kind: 'dead letter'; readonly message: Message };

/** Rows come first: each look at the dead letters holds others back for a moment. */
const POLLS_A_LOOK = 6;

/**
 * Waits until the event has a row or is a dead letter.
 *
 * @throws SmokeFailure when neither came in time
 */
export async function awaitAnswer(
  system: System,
  event: SyntheticEvent,
  { waitSeconds, pollSeconds = 0.5, signal, onWaiting }: SmokeOptions,
): Promise<Answer> {
  const startedAt = performance.now();
  for (let poll = 1; ; poll += 1) {
    signal.throwIfAborted();
    const waited = (performance.now() - startedAt) / 1000;
    onWaiting?.(waited);
    const row = await ask(system, 'dynamodb:GetItem', readSyntheticRow(system, event.submissionId));
    if (row !== undefined) return { kind: 'row', row };

    const isOver = waited >= waitSeconds;
    if (poll % POLLS_A_LOOK === 0 || isOver) {
      const message = await ask(system, 'sqs:ReceiveMessage', findDeadLetter(system, event.body));
      if (message !== undefined) return { kind: 'dead letter', message };
    }
    if (isOver) {
      const waiting = await ask(system, 'sqs:GetQueueAttributes', countMessages(system.sqs, system.queueUrl));
      throw new SmokeFailure(adviceOnSilence(system, waiting, waitSeconds));
    }
    await delay(pollSeconds * 1000, undefined, { signal });
  }
}
