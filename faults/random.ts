import { fnv1a, mulberry32 } from '../scripts/local/messages/shuffle.ts';

/** A source of choices that is the same for the same seed and purpose, on every machine. */
export type Random = {
  /** True with a probability from 0 to 1. */
  readonly chance: (probability: number) => boolean;
  /** A whole number, both ends included. */
  readonly integer: (least: number, most: number) => number;
  /** One of the items, of which there must be one. */
  readonly pick: <T>(items: readonly T[]) => T;
};

/**
 * Opens a source of choices.
 *
 * Each purpose has its own, so that one more choice made for one does not change those of all others.
 */
export function openRandom(seed: string, purpose: string): Random {
  const next = mulberry32(fnv1a(`${seed}/${purpose}`));
  const integer = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    chance: (probability) => next() < probability,
    integer,
    pick: <T>(items: readonly T[]) => items[integer(0, items.length - 1)] as T,
  };
}
