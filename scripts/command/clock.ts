import { setTimeout } from 'node:timers/promises';

/** Tells milliseconds that only ever grow, and waits for them to pass. */
export type Clock = {
  readonly now: () => number;
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
};

export const realClock: Clock = {
  now: () => performance.now(),
  sleep: (milliseconds, signal) => setTimeout(milliseconds, undefined, signal && { signal }),
};
