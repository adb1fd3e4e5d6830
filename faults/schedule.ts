import type { Random } from './random.ts';

/** Decides of one opportunity after the other whether it is taken. */
export type Schedule = {
  /** Passes an opportunity, and tells whether one is due now. It stays due until it is taken. */
  readonly isDue: () => boolean;
  /** Passes an opportunity, and takes it when it is due. */
  readonly take: () => boolean;
};

/**
 * Makes a schedule that takes one of this many opportunities, on average.
 *
 * Gaps are from 1 to twice the average, so that counts hardly depend on luck.
 */
export function openSchedule(oneOf: number, random: Random): Schedule {
  const nextGap = () => random.integer(1, 2 * oneOf - 1);
  let gap = nextGap();
  const isDue = () => {
    gap -= 1;
    return gap <= 0;
  };
  return {
    isDue,
    take() {
      const isTaken = isDue();
      if (isTaken) gap = nextGap();
      return isTaken;
    },
  };
}
