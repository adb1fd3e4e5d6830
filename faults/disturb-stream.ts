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
  const isLost = openSchedule(oneOf.lost, random);
  const isLate = openSchedule(oneOf.delayed, random);
  const isCopied = openSchedule(oneOf.copied, random);
  const distinct: CanvasMessage[] = [];
  const placed: { index: number; place: number; message: CanvasMessage }[] = [];
  for (const [index, message] of messages.entries()) {
    if (isLost()) {
      tally.add('event-lost');
      continue;
    }
    distinct.push(message);
    const isDelayed = isLate();
    if (isDelayed) tally.add('event-delayed');
    const place = index + (isDelayed ? random.integer(far / 4, far) : random.integer(0, 12));
    placed.push({ index, place, message });
    if (!isCopied()) continue;
    for (let copy = random.integer(1, copies); copy > 0; copy -= 1) {
      tally.add('event-duplicated');
      placed.push({ index, place: place + random.integer(0, far), message });
    }
  }
  placed.sort((a, b) => a.place - b.place);
  let youngest = -1;
  for (const { index } of placed) {
    if (index < youngest) tally.add('event-reordered');
    youngest = Math.max(youngest, index);
  }
  return { distinct, sent: placed.map(({ message }) => message) };
}
