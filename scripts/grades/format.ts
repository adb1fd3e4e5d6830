import type { Value } from '../../lambdas/consume-live-events/domain/facets.ts';
import type { RowType } from '../../lambdas/consume-live-events/domain/row-types.ts';
import { toCsvCell, toJson, toTerminalLine } from '../command/harmless.ts';
import type { Paint } from '../command/text.ts';
import type { Row } from '../reader/row-schemas.ts';
import { columnsOf } from './columns.ts';
import { createDescriber } from './describe-rows.ts';

/** Writes rows page by page: what stands before them, each page, and what stands after them. */
export type Formatter = {
  readonly begin: string;
  readonly page: (rows: readonly Row[]) => string;
  readonly end: string;
};

/** Where the rows are shown. */
export type View = {
  readonly paint: Paint;
  /** Whether a terminal shows them, which would obey what a CSV file has to hold as it is. */
  readonly isTerminal: boolean;
};

/**
 * Makes the formatter of each format, for rows of some types. Ids are text in each: they are above what a
 * double holds.
 */
export const formatters = {
  table: (_: readonly RowType[], { paint }: View): Formatter => ({
    begin: '',
    page: createDescriber(paint),
    end: '',
  }),

  /** The document is whole only when reading came to its end; one that an error cut off does not parse. */
  json(): Formatter {
    let isFirst = true;
    const element = (row: Row) => {
      const separator = isFirst ? '\n' : ',\n';
      isFirst = false;
      return separator + toJson(row, 2);
    };
    return { begin: '[', page: (rows) => rows.map(element).join(''), end: '\n]\n' };
  },

  ndjson: (): Formatter => ({
    begin: '',
    page: (rows) => rows.map((row) => `${toJson(row)}\n`).join(''),
    end: '',
  }),

  csv(types: readonly RowType[], { isTerminal }: View): Formatter {
    const columns = columnsOf(types);
    const write = (value: Value | undefined) => {
      const cell = toCell(value);
      return isTerminal ? toTerminalLine(cell) : cell;
    };
    const line = (cells: readonly string[]) => `${cells.join(',')}\r\n`;
    return {
      begin: line(columns.map(({ name }) => name)),
      page: (rows) => rows.map((row) => line(columns.map(({ valueIn }) => write(valueIn(row))))).join(''),
      end: '',
    };
  },
};

export type Format = keyof typeof formatters;

export const formatNames = Object.keys(formatters) as Format[];

/** Nothing at all is null or absent, `""` an empty text; a list is JSON. */
function toCell(value: Value | undefined): string {
  if (value === null || value === undefined) return '';
  return toCsvCell(typeof value === 'object' ? JSON.stringify(value) : String(value));
}
