import { type Formatter, type Shape, tableFormatter } from '../command/rows-as-text.ts';
import { type Paint, plural } from '../command/text.ts';
import type { Cell } from './cell.ts';

/** A row of an answer, a cell a column. */
export type Cells = readonly Cell[];

/** An answer's columns: their names, each once, and whether numbers are in them. */
export type Heads = { readonly names: readonly string[]; readonly isNumber: readonly boolean[] };

/** Gives what each format shows of an answer. */
export function shapeOf(heads: Heads): Shape<Cells> {
  const { names } = heads;
  return {
    toObject: (cells) => Object.fromEntries(names.map((name, i) => [name, cells[i]])),
    columns: names.map((name) => ({ name, path: [name] })),
    table: (paint) => countedTable(heads, paint),
  };
}

/** Says below the rows how many they are; the heads stand there without any, too. */
function countedTable({ names, isNumber }: Heads, paint: Paint): Formatter<Cells> {
  const isRight = (column: number) => isNumber[column] ?? false;
  const table = tableFormatter<Cells>(names, (cells) => cells.map(toText), paint, isRight);
  let count = 0;
  return {
    ...table,
    page(rows) {
      count += rows.length;
      return table.page(rows);
    },
    end: () => `${count === 0 ? table.page([]) : ''}${paint('dim', `(${plural(count, 'row')})`)}\n`,
  };
}

function toText(cell: Cell): string {
  if (cell === null) return '-';
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
}
