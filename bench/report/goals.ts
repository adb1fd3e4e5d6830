import type { Spread } from '../measure/ratio.ts';

/** What a figure should be. Goals are the project's own; a missed one is printed, and fails nothing. */
export type Goal = {
  readonly what: string;
  readonly figure: Spread;
  readonly bound: 'at most' | 'at least' | 'exactly';
  readonly limit: number;
  readonly unit?: string;
};

/** Makes a figure of a number that is the same in every round. */
export function exactly(value: number): Spread {
  return { median: value, low: value, high: value };
}

function isMet({ figure, bound, limit }: Goal): boolean {
  if (bound === 'at most') return figure.median <= limit;
  return bound === 'at least' ? figure.median >= limit : figure.low === limit && figure.high === limit;
}

/** Says whether a goal is met, or by how much of its limit it is missed. */
export function verdictOf(goal: Goal): string {
  if (isMet(goal)) return 'met';
  const { figure, limit } = goal;
  return limit === 0 ? 'missed' : `missed by ${Math.round(Math.abs(figure.median / limit - 1) * 100)} %`;
}
