import { toCsvCell, toJson, toTerminalLine } from './harmless.ts';

/** Writes rows page by page: what stands before them, each page, and what stands after them. */
export type Formatter<Row> = {
  readonly begin: string;
  readonly page: (rows: readonly Row[]) => string;
  readonly end: () => string;
};

/** Makes one JSON document. It is whole only when reading came to its end; one that an error cut off does not parse. */
export function jsonFormatter(): Formatter<unknown> {
  let isFirst = true;
  const element = (row: unknown) => {
    const separator = isFirst ? '\n' : ',\n';
    isFirst = false;
    return separator + toJson(row, 2);
  };
  return { begin: '[', page: (rows) => rows.map(element).join(''), end: () => '\n]\n' };
}

/** Makes a JSON document a line. */
export function ndjsonFormatter(): Formatter<unknown> {
  return { begin: '', page: (rows) => rows.map((row) => `${toJson(row)}\n`).join(''), end: () => '' };
}

/**
 * Makes CSV. Nothing at all is null or absent, `""` an empty text; a list is JSON.
 *
 * @param isTerminal whether a terminal shows it, which would obey what a CSV file has to hold as it is
 */
export function csvFormatter<Row>(
  names: readonly string[],
  cellsOf: (row: Row) => readonly unknown[],
  isTerminal: boolean,
): Formatter<Row> {
  const write = (value: unknown) => {
    const cell = toCell(value);
    return isTerminal ? toTerminalLine(cell) : cell;
  };
  const line = (cells: readonly unknown[]) => `${cells.map(write).join(',')}\r\n`;
  return {
    begin: line(names),
    page: (rows) => rows.map((row) => line(cellsOf(row))).join(''),
    end: () => '',
  };
}

function toCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  return toCsvCell(typeof value === 'string' ? value : JSON.stringify(value));
}
