import type { RowType } from '../../lambdas/consume-live-events/domain/row-types.ts';
import { csvFormatter, type Formatter, jsonFormatter, ndjsonFormatter } from '../command/rows-as-text.ts';
import type { Paint } from '../command/text.ts';
import type { Row } from '../reader/row-schemas.ts';
import { columnsOf } from './columns.ts';
import { createDescriber } from './describe-rows.ts';

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
  table: (_: readonly RowType[], { paint }: View): Formatter<Row> => ({
    begin: '',
    page: createDescriber(paint),
    end: () => '',
  }),
  json: jsonFormatter,
  ndjson: ndjsonFormatter,
  csv(types: readonly RowType[], { isTerminal }: View): Formatter<Row> {
    const columns = columnsOf(types);
    const names = columns.map(({ name }) => name);
    return csvFormatter(names, (row) => columns.map(({ valueIn }) => valueIn(row)), isTerminal);
  },
};

export type Format = keyof typeof formatters;

export const formatNames = Object.keys(formatters) as Format[];
