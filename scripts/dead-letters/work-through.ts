import pMap from 'p-map';
import { startRateLimit } from '../command/rate-limit.ts';
import type { DeadLetter } from '../system/dead-letter.ts';
import type { Setting } from './setting.ts';

export type Work = {
  /** What it is called while it is under way. */
  readonly step: string;
  /** Messages a second, at most. */
  readonly rate?: number;
  readonly each: (letter: DeadLetter) => Promise<void>;
  /** Says of how many it is done, which may be fewer than all. */
  readonly tell: (done: number) => void;
};

/**
 * Works on dead letters, several at once and no more a second than the rate allows. Stops at the first error or
 * on interruption, after what is under way; tells how far it came, and throws what stopped it.
 */
export async function workThrough(
  { progress, signal }: Setting,
  letters: readonly DeadLetter[],
  { step, rate = Infinity, each, tell }: Work,
): Promise<void> {
  const limit = startRateLimit(rate);
  let done = 0;
  let failure: { readonly reason: unknown } | undefined;
  const isOver = () => signal.aborted || failure !== undefined;
  progress.step(step);
  await pMap(
    letters,
    async (letter) => {
      if (isOver()) return;
      // An interruption only ends the wait: what has not started does not start any more.
      await limit.take(1, signal).catch(() => {});
      if (isOver()) return;
      try {
        await each(letter);
        done += 1;
        progress.update(`${done} of ${letters.length}`);
      } catch (reason) {
        failure ??= { reason };
      }
    },
    { concurrency: 10 },
  );
  progress.end();
  tell(done);
  if (failure !== undefined) throw failure.reason;
  signal.throwIfAborted();
}
