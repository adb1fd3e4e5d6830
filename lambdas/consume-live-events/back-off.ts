import { setTimeout } from 'node:timers/promises';

const FIRST_MILLISECONDS = 10;
const MAX_MILLISECONDS = 1000;

/**
 * Waits before another attempt: twice as long each time, up to a second, with full jitter.
 *
 * @param attempt 1 for the wait before the second try
 * @throws when the signal aborts
 */
export async function backOff(attempt: number, signal: AbortSignal): Promise<void> {
  const ceiling = Math.min(MAX_MILLISECONDS, FIRST_MILLISECONDS * 2 ** attempt);
  await setTimeout(Math.random() * ceiling, undefined, { signal });
}
