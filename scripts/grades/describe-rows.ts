import { rowTypes } from '../../lambdas/consume-live-events/domain/row-types.ts';
import { createColumns, type Paint } from '../command/text.ts';
import { describeRow, withRemarks } from '../reader/describe-row.ts';
import type { Row } from '../reader/row-schemas.ts';

const heads = ['what', 'student', 'facet', 'now', 'before', 'hidden', 'by', 'when'];

/** Makes a describer of pages of rows, a line each under one line of heads. */
export function createDescriber(paint: Paint): (rows: readonly Row[]) => string {
  const write = createColumns({ widest: 48 });
  let isFirst = true;
  return (rows) => {
    const [head = '', ...lines] = write([heads, ...rows.map(cellsOf)]);
    const shown = isFirst ? [paint('dim', head), ...lines] : lines;
    isFirst = false;
    return shown.map((line) => `${line}\n`).join('');
  };
}

function cellsOf(row: Row): string[] {
  const { table, facet } = rowTypes[row.type];
  const words = describeRow(table, row);
  const { subject, student, now, before, status, source, hidden, by } = words;
  return [
    `${subject.kind} ${subject.id}`,
    student ?? '-',
    words.facet ?? facet,
    withRemarks(now, status),
    before === undefined ? '-' : withRemarks(before, source),
    hidden === undefined ? '-' : hidden ? 'yes' : 'no',
    by ?? '-',
    words.at,
  ];
}
