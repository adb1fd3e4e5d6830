import { toCsvCell, toJson, toTerminalLine } from './harmless.ts';
import { createColumns, type Paint } from './text.ts';

/** Writes rows page by page: what stands before them, each page, and what stands after them. */
export type Formatter<Row> = {
  readonly begin: string;
  readonly page: (rows: readonly Row[]) => string;
  readonly end: () => string;
};

export const textFormats = ['table', 'json', 'ndjson', 'csv'] as const;
export type TextFormat = (typeof textFormats)[number];

/** What each format shows of a row. */
export type Shape<Row> = {
  /** The row as JSON has it. */
  readonly toObject: (row: Row) => object;
  /** The columns of CSV: their names, and where in the object their values are. */
  readonly columns: readonly { readonly name: string; readonly path: readonly string[] }[];
  /** What a person reads. */
  readonly table: (paint: Paint) => Formatter<Row>;
};

/** Where rows are shown. */
export type View = {
  readonly paint: Paint;
  /** Whether a terminal shows them, which would obey what a CSV file has to hold as it is. */
  readonly isTerminal: boolean;
};

/** Makes the formatter of rows in one format. */
export function formatterOf<Row>(
  format: TextFormat,
  { toObject, columns, table }: Shape<Row>,
  { paint, isTerminal }: View,
): Formatter<Row> {
  if (format === 'table') return table(paint);
  const names = columns.map(({ name }) => name);
  const cellsOf = (object: object) => columns.map(({ path }) => valueAt(object, path));
  const { begin, page, end } = {
    json: jsonFormatter,
    ndjson: ndjsonFormatter,
    csv: () => csvFormatter(names, cellsOf, isTerminal),
  }[format]();
  return { begin, page: (rows) => page(rows.map(toObject)), end };
}

/** Makes lines of cells in columns, under one line of heads. */
export function tableFormatter<Row>(
  heads: readonly string[],
  cellsOf: (row: Row) => readonly string[],
  paint: Paint,
  isRight: (column: number) => boolean = () => false,
): Formatter<Row> {
  const write = createColumns({ widest: 48, isRight });
  let isFirst = true;
  const page = (rows: readonly Row[]) => {
    const lines = write([...(isFirst ? [heads] : []), ...rows.map(cellsOf)]);
    const [head = '', ...rest] = lines;
    const shown = isFirst ? [paint('dim', head), ...rest] : lines;
    isFirst = false;
    return shown.map((line) => `${line}\n`).join('');
  };
  return { begin: '', page, end: () => '' };
}

/** Makes one JSON document. It is whole only when reading came to its end; one that an error cut off does not parse. */
function jsonFormatter(): Formatter<unknown> {
  let isFirst = true;
  const element = (row: unknown) => {
    const separator = isFirst ? '\n' : ',\n';
    isFirst = false;
    return separator + toJson(row, 2);
  };
  return { begin: '[', page: (rows) => rows.map(element).join(''), end: () => '\n]\n' };
}

/** Makes a JSON document a line. */
function ndjsonFormatter(): Formatter<unknown> {
  return { begin: '', page: (rows) => rows.map((row) => `${toJson(row)}\n`).join(''), end: () => '' };
}

/**
 * Makes CSV. Nothing at all is null or absent, `""` an empty text; a list is JSON.
 *
 * @param isTerminal whether a terminal shows it, which would obey what a CSV file has to hold as it is
 */
function csvFormatter(
  names: readonly string[],
  cellsOf: (object: object) => readonly unknown[],
  isTerminal: boolean,
): Formatter<object> {
  const write = (value: unknown) => {
    const cell = toCell(value);
    return isTerminal ? toTerminalLine(cell) : cell;
  };
  const line = (cells: readonly unknown[]) => `${cells.map(write).join(',')}\r\n`;
  return {
    begin: line(names),
    page: (objects) => objects.map((object) => line(cellsOf(object))).join(''),
    end: () => '',
  };
}

function toCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  return toCsvCell(typeof value === 'string' ? value : JSON.stringify(value));
}

function valueAt(object: object, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => (value as { [name: string]: unknown } | null)?.[name], object);
}
