import { align } from '../../scripts/command/text.ts';
import type { Spread } from '../measure/ratio.ts';
import { type Goal, verdictOf } from './goals.ts';
import type { Section, Table } from './section.ts';

/** Writes a number with three digits that mean something. */
export function number(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en-US');
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString('en-US', {
    minimumFractionDigits: Math.min(digits, 4),
    maximumFractionDigits: Math.min(digits, 4),
  });
}

/** Writes a median and, in brackets, the least and the most of the rounds. */
export function spread({ median, low, high }: Spread): string {
  return low === high ? number(median) : `${number(median)} (${number(low)} to ${number(high)})`;
}

export function printSection({ title, tables, notes }: Section): string {
  const blocks = [title, ...tables.map(printTable), ...(notes.length > 0 ? [notes.join('\n')] : [])];
  return `${blocks.join('\n\n')}\n\n`;
}

export function printGoals(goals: readonly Goal[]): string {
  const symbols = { 'at most': '<=', 'at least': '>=', exactly: '=' } as const;
  return printTable([
    ['goal', 'figure', 'limit', 'verdict'],
    ...goals.map((goal) => [
      goal.what,
      `${spread(goal.figure)}${goal.unit === undefined ? '' : ` ${goal.unit}`}`,
      `${symbols[goal.bound]} ${number(goal.limit)}`,
      verdictOf(goal),
    ]),
  ]);
}

/** Aligns columns: the first to the left, the others to the right. */
export function printTable(table: Table): string {
  return align(table, { isRight: (column) => column > 0 }).join('\n');
}
