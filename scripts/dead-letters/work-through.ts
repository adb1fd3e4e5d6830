import pMap from 'p-map';
import { startRateLimit } from '../command/rate-limit.ts';
import type { DeadLetter } from '../system/dead-letter.ts';
import type { Setting } from './setting.ts';

export type Work = {
  readonly done: number;
  /** The first error. */
  readonly failure: { readonly reason: unknown } | undefined;
};

/**
 * Works on dead letters, several at once and no more a second than the rate allows. Stops at the first error or
 * on interruption, after what is under way.
 */
export async function workThrough(
  { progress, signal }: Setting,
  letters: readonly DeadLetter[],
  work: (letter: DeadLetter) => Promise<void>,
  rate = Infinity,
): Promise<Work> {
  const limit = startRateLimit(rate);
  let done = 0;
  let failure: Work['failure'];
  await pMap(
    letters,
    async (letter) => {
      // An interruption only ends the wait: what has not started does not start any more.
      await limit.take(1, signal).catch(() => {});
      if (signal.aborted || failure !== undefined) return;
      try {
        await work(letter);
        done += 1;
        progress.update(`${done} of ${letters.length}`);
      } catch (reason) {
        failure ??= { reason };
      }
    },
    { concurrency: 10 },
  );
  return { done, failure };
}
