import { toTerminalLine } from './harmless.ts';

/** Colours a text, or leaves it as it is. */
export type Paint = (style: 'bold' | 'dim' | 'green' | 'yellow' | 'red', text: string) => string;

/** Makes cells harmless and as wide as the widest of their column. */
export function align(texts: readonly string[][]): string[][] {
  const lines = texts.map((cells) => cells.map(toTerminalLine));
  const widths = lines.reduce<number[]>(
    (widest, cells) => cells.map((cell, i) => Math.max(cell.length, widest[i] ?? 0)),
    [],
  );
  return lines.map((cells) => cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)));
}

export function plural(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
