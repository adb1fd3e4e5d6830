/** The middle of what the rounds gave, and how far they lay apart. */
export type Spread = { readonly median: number; readonly low: number; readonly high: number };

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const median =
    sorted.length % 2 === 1
      ? (sorted[middle] ?? NaN)
      : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
  return { median, low: sorted[0] ?? NaN, high: sorted.at(-1) ?? NaN };
}

/**
 * Divides what two contenders took, round by round.
 *
 * Both of a round ran one after the other on the same machine, so what slowed one slowed the other;
 * quotients of different rounds, or of medians, would not have that.
 */
export function ratioOf(numerators: readonly number[], denominators: readonly number[]): Spread {
  if (numerators.length !== denominators.length) throw new Error('ratioOf: expected as many rounds of both');
  return spreadOf(numerators.map((value, round) => value / (denominators[round] ?? NaN)));
}
