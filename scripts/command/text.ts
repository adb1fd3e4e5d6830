import { toTerminalLine } from './harmless.ts';

/** Colours a text, or leaves it as it is. */
export type Paint = (style: 'bold' | 'dim' | 'green' | 'yellow' | 'red', text: string) => string;

/** How columns are laid out. */
export type Layout = {
  /** A longer cell moves the rest of its own line alone. */
  readonly widest?: number;
  /** Which columns, counted from 0, are aligned to the right; none by default. */
  readonly isRight?: (column: number) => boolean;
};

/**
 * Makes a writer of lines of cells in columns, with nothing in them that a terminal obeys.
 *
 * Columns are as wide as the widest cell so far: they may move to the right from call to call, since the
 * lines to come are not known.
 */
export function createColumns({ widest = Infinity, isRight = () => false }: Layout = {}) {
  let widths: readonly number[] = [];
  return (lines: readonly (readonly string[])[]): string[] => {
    const harmless = lines.map((cells) => cells.map(toTerminalLine));
    widths = harmless.reduce(widen(widest), widths);
    const pad = (cell: string, column: number) => {
      const width = widths[column] ?? 0;
      return isRight(column) ? cell.padStart(width) : cell.padEnd(width);
    };
    return harmless.map((cells) => cells.map(pad).join('  ').trimEnd());
  };
}

/** Writes lines of cells, each column as wide as its widest cell. */
export function align(lines: readonly (readonly string[])[], layout?: Layout): string[] {
  return createColumns(layout)(lines);
}

const widen = (widest: number) => (widths: readonly number[], cells: readonly string[]) =>
  Array.from({ length: Math.max(widths.length, cells.length) }, (_, i) =>
    Math.max(widths[i] ?? 0, Math.min(cells[i]?.length ?? 0, widest)),
  );

/** How wide a text for people may be. */
export const PAGE_WIDTH = 100;

/**
 * Breaks a text of one line at spaces, so that no line is longer than the page is wide. Every line gets the
 * indent, the first one `first` in its place; a word that is too long for a line is cut.
 */
export function wrap(text: string, indent: string, first = indent): string[] {
  const room = PAGE_WIDTH - indent.length;
  const lines: string[] = [];
  let line = '';
  for (const word of toTerminalLine(text).split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length <= room) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    for (; line.length > room; line = line.slice(room)) lines.push(line.slice(0, room));
  }
  lines.push(line);
  return lines.map((each, i) => `${i === 0 ? first : indent}${each}`);
}

export function plural(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** Orders lists of texts by UTF-16 units, whatever the language of the machine. */
export function compareTexts(a: readonly string[], b: readonly string[]): number {
  for (const [i, text] of a.entries()) {
    const other = b[i] ?? '';
    if (text !== other) return text < other ? -1 : 1;
  }
  return 0;
}
