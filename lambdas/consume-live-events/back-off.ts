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
  await setTimeout(waitOf(attempt, Math.random()), undefined, { signal });
}

/**
 * Gives how long to wait, in milliseconds.
 *
 * @param random from 0 to 1
 */
export function waitOf(attempt: number, random: number): number {
  return random * Math.min(MAX_MILLISECONDS, FIRST_MILLISECONDS * 2 ** attempt);
}
