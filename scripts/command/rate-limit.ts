import { realClock } from './clock.ts';

/** Spreads units of work evenly over time, no matter who does it. */
export type RateLimit = {
  /** Books units, and waits until they may be used. What was booked before goes first. An abort rejects. */
  readonly take: (units: number, signal: AbortSignal) => Promise<void>;
  /** Corrects a booking by what was really consumed beyond it, or less. */
  readonly settle: (difference: number) => void;
};

/**
 * Starts a limit in units a second. The first booking goes at once.
 *
 * A read's price is known only afterwards, so it is booked at a guess and settled then: over any time
 * the rate is exceeded by no more than what the reads in flight were guessed wrong.
 */
export function startRateLimit(unitsASecond: number, clock = realClock): RateLimit {
  let freeAt = clock.now();
  const book = (units: number) => {
    freeAt += (units / unitsASecond) * 1000;
  };
  return {
    async take(units, signal) {
      freeAt = Math.max(freeAt, clock.now());
      const wait = freeAt - clock.now();
      book(units);
      if (wait > 0) await clock.sleep(wait, signal);
    },
    settle: book,
  };
}
