import { rowTypes } from '../../lambdas/consume-live-events/domain/row-types.ts';
import type { Paint } from '../command/text.ts';
import { describeRow } from '../reader/describe-row.ts';
import type { Row } from '../reader/row-schemas.ts';

/** A longer cell moves the rest of its own line alone. */
const widestColumn = 48;

const heads = ['what', 'student', 'facet', 'now', 'before', 'hidden', 'by', 'when'];

/**
 * Makes a describer of pages of rows, a line each under one line of heads.
 *
 * Columns are as wide as the widest cell so far: they may move to the right from page to page, since
 * the pages to come are not known.
 */
export function createDescriber(paint: Paint): (rows: readonly Row[]) => string {
  let widths: readonly number[] = [];
  return (rows) => {
    const isFirst = widths.length === 0;
    const lines = rows.map(cellsOf);
    widths = [heads, ...lines].reduce(
      (widest, cells) =>
        cells.map((cell, i) => Math.max(Math.min(cell.length, widestColumn), widest[i] ?? 0)),
      widths,
    );
    const align = (cells: readonly string[]) =>
      cells
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd();
    const head = isFirst ? [paint('dim', align(heads))] : [];
    return [...head, ...lines.map(align)].map((line) => `${line}\n`).join('');
  };
}

/** Ids and instants are of a row that was read as one, and cannot be anything else. */
function cellsOf(row: Row): string[] {
  // Whether it is hidden has a column of its own.
  const { hidden, ...current } = { hidden: undefined, ...row.current };
  const cells = describeRow(rowTypes[row.type].table, { ...row, current });
  const [what = '', facet = ''] = cells;
  const [now = '', before = ''] = cells.slice(-3);
  return [
    row.type === 'course-scores' ? `course ${row.course_id}` : what,
    row.user_id ?? '-',
    row.type === 'course-scores' ? 'course_score' : facet,
    now.replace(/^now /, ''),
    before.replace(/^before /, ''),
    typeof hidden === 'boolean' ? (hidden ? 'yes' : 'no') : '-',
    authorOf(row) ?? '-',
    row.event_time,
  ];
}

/** Who graded or commented, as far as the event says: no other event names who acted. */
function authorOf(row: Row): string | null | undefined {
  if (row.type === 'submissions-grade') return row.current.grader_id;
  return row.type === 'submissions-comment' ? row.current.author_id : undefined;
}
