/** Time kept back to answer; an invocation that is cut off fails its whole batch. */
const RESERVED_MILLISECONDS = 5_000;

/** Gives the milliseconds to work for, of those that are left of an invocation. */
export function timeToWork(remaining: number): number {
  return Math.max(0, remaining - RESERVED_MILLISECONDS);
}
