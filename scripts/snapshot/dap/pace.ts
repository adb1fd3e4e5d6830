import type { Clock } from '../../command/clock.ts';

const MINUTE = 60_000;

/** Starts what waits until more are allowed: this many a minute, and no more in any minute. */
export function startPace(aMinute: number, clock: Clock) {
  let recent: number[] = [];
  return async (count: number, signal: AbortSignal): Promise<void> => {
    for (let left = count; left > 0; ) {
      const now = clock.now();
      recent = recent.filter((time) => time > now - MINUTE);
      const oldest = recent[0];
      if (recent.length < aMinute || oldest === undefined) {
        recent.push(now);
        left -= 1;
      } else await clock.sleep(oldest + MINUTE - now, signal);
    }
  };
}
