import { rowTypes } from '../../lambdas/consume-live-events/domain/row-types.ts';
import { type Formatter, tableFormatter } from '../command/rows-as-text.ts';
import type { Paint } from '../command/text.ts';
import { describeRow, withRemarks } from '../reader/describe-row.ts';
import type { Row } from '../reader/row-schemas.ts';

const heads = ['what', 'student', 'assignment', 'facet', 'now', 'before', 'hidden', 'by', 'when'];

/** Makes lines of rows, one each, under one line of heads. */
export function rowTable(paint: Paint): Formatter<Row> {
  return tableFormatter(heads, cellsOf, paint);
}

function cellsOf(row: Row): string[] {
  const { table, facet } = rowTypes[row.type];
  const words = describeRow(table, row);
  const { subject, student, now, before, status, hidden, by } = words;
  return [
    `${subject.kind} ${subject.id}`,
    student ?? '-',
    assignmentOf(row),
    words.facet ?? facet,
    withRemarks(now, status),
    before === undefined ? '-' : withRemarks(before, sourceOf(row)),
    hidden === undefined ? '-' : hidden ? 'yes' : 'no',
    by ?? '-',
    words.at,
  ];
}

/** The id, to copy, and the name where an event said it. */
function assignmentOf(row: Row): string {
  const name = row.type === 'submissions-grade' ? row.current.assignment_name : undefined;
  return [row.assignment_id ?? '-', name].filter(Boolean).join(' ');
}

/** What Canvas reported stands beside the time of the change that ended it, and what was observed beside its own. */
function sourceOf({ previous, event_time }: Row): string | undefined {
  if (previous === null) return undefined;
  if (previous.source === 'observed') return `observed at ${previous.event_time}`;
  const isOfThis = previous.event_time === event_time;
  return isOfThis ? 'reported by this change' : `reported by the change at ${previous.event_time}`;
}
