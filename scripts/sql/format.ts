import { csvFormatter, type Formatter, jsonFormatter, ndjsonFormatter } from '../command/rows-as-text.ts';
import { createColumns, type Paint, plural } from '../command/text.ts';
import type { Cell } from './cell.ts';

/** A row of an answer, a cell a column. */
export type Cells = readonly Cell[];

/** An answer's columns: their names, each once, and whether numbers are in them. */
export type Heads = { readonly names: readonly string[]; readonly isNumber: readonly boolean[] };

/** Where the rows are shown. */
export type View = { readonly paint: Paint; readonly isTerminal: boolean };

export const textFormats = ['table', 'csv', 'json', 'ndjson'] as const;
export type TextFormat = (typeof textFormats)[number];

/** Makes the formatter of an answer. */
export function formatterOf(format: TextFormat, heads: Heads, view: View): Formatter<Cells> {
  const { names } = heads;
  const toObjects = ({ page, ...rest }: Formatter<unknown>): Formatter<Cells> => ({
    ...rest,
    page: (rows) => page(rows.map((cells) => Object.fromEntries(names.map((name, i) => [name, cells[i]])))),
  });
  const formatters = {
    table: () => tableFormatter(heads, view),
    csv: () => csvFormatter<Cells>(names, (cells) => cells, view.isTerminal),
    json: () => toObjects(jsonFormatter()),
    ndjson: () => toObjects(ndjsonFormatter()),
  } as const satisfies { readonly [Name in TextFormat]: () => Formatter<Cells> };
  return formatters[format]();
}

function tableFormatter({ names, isNumber }: Heads, { paint }: View): Formatter<Cells> {
  const write = createColumns({ widest: 48, isRight: (column) => isNumber[column] ?? false });
  let isFirst = true;
  let count = 0;
  const page = (rows: readonly Cells[]) => {
    const lines = write([...(isFirst ? [names] : []), ...rows.map((cells) => cells.map(toText))]);
    const [first = '', ...rest] = lines;
    const shown = isFirst ? [paint('dim', first), ...rest] : lines;
    isFirst = false;
    count += rows.length;
    return shown.map((line) => `${line}\n`).join('');
  };
  const end = () => `${isFirst ? page([]) : ''}${paint('dim', `(${plural(count, 'row')})`)}\n`;
  return { begin: '', page, end };
}

function toText(cell: Cell): string {
  if (cell === null) return '-';
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
}
