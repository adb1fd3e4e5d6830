import type { Tally } from './kinds.ts';
import { openRandom } from './random.ts';
import { openSchedule } from './schedule.ts';
import type { CanvasMessage } from './simulate-canvas.ts';

export type Stream = {
  /** The messages that are sent at all, each once, oldest event first. */
  readonly distinct: readonly CanvasMessage[];
  /** What is sent, in this order: with copies, some late, and nowhere quite in order. */
  readonly sent: readonly CanvasMessage[];
};

/** One of how many messages, on average. */
const oneOf = { lost: 25, delayed: 15, copied: 7 };

/**
 * Makes of what Canvas wanted to send what a consumer gets to see: some messages never arrive, some
 * arrive more than once, some long after their successors, and neighbours change places.
 *
 * @param copies how many copies a message that comes again may have at most
 */
export function disturbStream(
  seed: string,
  messages: readonly CanvasMessage[],
  copies: number,
  tally: Tally,
): Stream {
  const random = openRandom(seed, 'stream');
  const far = Math.max(20, Math.round(messages.length / 4));
  const lost = openSchedule(oneOf.lost, random);
  const delayed = openSchedule(oneOf.delayed, random);
  const copied = openSchedule(oneOf.copied, random);
  const distinct: CanvasMessage[] = [];
  const placed: { place: number; message: CanvasMessage }[] = [];
  for (const [index, message] of messages.entries()) {
    if (lost.take()) {
      tally.add('event-lost');
      continue;
    }
    distinct.push(message);
    const isDelayed = delayed.take();
    if (isDelayed) tally.add('event-delayed');
    const place = index + (isDelayed ? random.integer(far / 4, far) : random.integer(0, 12));
    placed.push({ place, message });
    if (!copied.take()) continue;
    for (let copy = random.integer(1, copies); copy > 0; copy -= 1) {
      tally.add('event-duplicated');
      placed.push({ place: place + random.integer(0, far), message });
    }
  }
  const sent = placed.sort((a, b) => a.place - b.place).map(({ message }) => message);
  tally.add('event-reordered', countReordered(messages, sent));
  return { distinct, sent };
}

/** Counts the messages that follow one that is younger. */
function countReordered(messages: readonly CanvasMessage[], sent: readonly CanvasMessage[]): number {
  const ages = new Map(messages.map((message, index) => [message, index]));
  let youngest = -1;
  let reordered = 0;
  for (const message of sent) {
    const age = ages.get(message) ?? 0;
    if (age < youngest) reordered += 1;
    youngest = Math.max(youngest, age);
  }
  return reordered;
}
