import type { Random } from './random.ts';

/** Passes an opportunity, and tells whether it is taken. */
export type Schedule = () => boolean;

/**
 * Makes a schedule that takes one of this many opportunities, on average.
 *
 * Gaps are from 1 to twice the average, so that counts hardly depend on luck.
 */
export function openSchedule(oneOf: number, random: Random): Schedule {
  const nextGap = () => random.integer(1, 2 * oneOf - 1);
  let gap = nextGap();
  return () => {
    gap -= 1;
    const isTaken = gap === 0;
    if (isTaken) gap = nextGap();
    return isTaken;
  };
}
