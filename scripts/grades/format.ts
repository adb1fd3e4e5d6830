import type { Value } from '../../lambdas/consume-live-events/domain/facets.ts';
import type { Paint } from '../local/print.ts';
import type { Row } from '../reader/row-schemas.ts';
import type { RowType } from '../reader/row-types.ts';
import { columnsOf } from './columns.ts';
import { createDescriber } from './describe-rows.ts';

/** Writes rows page by page: what stands before them, each page, and what stands after them. */
export type Formatter = {
  readonly begin: string;
  readonly page: (rows: readonly Row[]) => string;
  readonly end: string;
};

/**
 * Makes the formatter of each format, for rows of some types. Ids are text in each: they are above what a
 * double holds.
 */
export const formatters = {
  table: (_: readonly RowType[], paint: Paint): Formatter => ({
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
      return separator + JSON.stringify(row, null, 2);
    };
    return { begin: '[', page: (rows) => rows.map(element).join(''), end: '\n]\n' };
  },

  ndjson: (): Formatter => ({
    begin: '',
    page: (rows) => rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
    end: '',
  }),

  csv(types: readonly RowType[]): Formatter {
    const columns = columnsOf(types);
    const line = (cells: readonly string[]) => `${cells.join(',')}\r\n`;
    return {
      begin: line(columns.map(({ name }) => name)),
      page: (rows) => rows.map((row) => line(columns.map(({ valueIn }) => toCell(valueIn(row))))).join(''),
      end: '',
    };
  },
};

export type Format = keyof typeof formatters;

export const formatNames = Object.keys(formatters) as Format[];

/** Writes a cell of RFC 4180. Nothing at all is null or absent, `""` an empty text; a list is JSON. */
function toCell(value: Value | undefined): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text === '' || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
