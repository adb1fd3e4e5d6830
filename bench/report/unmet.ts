/** What should be so: its name, what it is, and what it should be. */
export type Expectation = readonly [what: string, actual: unknown, expected: unknown];

/** Gives a sentence for each expectation that is not met. */
export function unmet(about: string, expectations: readonly Expectation[]): string[] {
  return expectations
    .filter(([, actual, expected]) => actual !== expected)
    .map(
      ([what, actual, expected]) => `${about}: expected ${String(expected)} ${what}, got ${String(actual)}`,
    );
}
