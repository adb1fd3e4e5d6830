import { type TableName, tableNames } from '../../lambdas/consume-live-events/domain/tables.ts';
import { toJson, toTerminalLine } from '../command/harmless.ts';
import type { Step } from '../command/progress.ts';
import { align, type Paint, plural } from '../command/text.ts';
import { describeRow, facetName, withRemarks } from '../reader/describe-row.ts';
import type { PlainRow } from '../reader/plain-row.ts';
import type { DeadLetter } from '../system/dead-letter.ts';
import { groupByReason } from '../system/group-dead-letters.ts';
import type { Account } from './account.ts';
import type { BatchReport } from './mapping/event-source-mapping.ts';
import type { Rows } from './read-rows.ts';

/** What a run came to. */
export type RunResult = Account & { readonly rows: Rows };

/** A stream of thousands would scroll everything else away. */
const shownAtMost = 200;

/** Tells a run to a person: rows now and before, dead letters with reasons but never bodies, outcomes. */
export function describeRun(result: RunResult, paint: Paint): string {
  const rowSections = tableNames.flatMap((name) => {
    const facets = Map.groupBy(result.rows[name], (row) => facetName(name, row));
    return [...facets].map(([facet, rows]) => {
      const title = name === 'course-scores' ? name : `${name}, ${facet}`;
      return section(
        title,
        rows.map((row) => cellsOf(name, row)),
        plural(rows.length, 'row'),
        paint,
      );
    });
  });
  const { deadLetters } = result;
  const letters = section(
    'dead letters',
    describeDeadLetters(deadLetters),
    plural(deadLetters.length, 'message'),
    paint,
  );
  return [...rowSections, ...(deadLetters.length > 0 ? [letters] : []), describeOutcomes(result, paint)].join(
    '\n\n',
  );
}

function cellsOf(table: TableName, row: PlainRow): string[] {
  const { subject, facet, student, now, before, status, source, hidden, by, at } = describeRow(table, row);
  const what = `${subject.kind} ${subject.id}`;
  // The values of a comment name its author.
  const isGraded = facetName(table, row) !== 'comment' && by;
  return [
    ...(facet === undefined ? [`${what} user ${student}`] : [what, facet]),
    `now ${withRemarks(now, status, hidden === true ? 'hidden' : undefined)}`,
    `before ${before === undefined ? '-' : withRemarks(before, source)}`,
    [
      ...(facet === undefined || student === undefined ? [] : [`student ${student}`]),
      ...(isGraded ? [`by ${by}`] : []),
      `at ${at}`,
    ].join(' '),
  ];
}

function describeOutcomes({ sent, outcomes }: Account, paint: Paint): string {
  const counts = Object.entries(outcomes).map(([outcome, count]) => {
    const text = `${count} ${outcome}`;
    if (count === 0) return paint('dim', text);
    if (outcome === 'failed') return paint('red', text);
    return paint(outcome === 'rejected' ? 'yellow' : 'green', text);
  });
  return `${paint('bold', `${plural(sent, 'message')} sent`)}: ${counts.join(', ')}`;
}

/** One line for each reason. */
function describeDeadLetters(deadLetters: readonly DeadLetter[]): string[][] {
  return groupByReason(deadLetters).map(({ rejection, letters }) => {
    const names = new Set(letters.map(({ eventName }) => eventName ?? 'no event name'));
    return [
      rejection?.code ?? 'failed',
      String(letters.length),
      rejection?.detail ?? 'received too often without success',
      [...names].sort().join(', '),
    ];
  });
}

function section(title: string, lines: readonly string[][], count: string, paint: Paint): string {
  const rest = lines.length - shownAtMost;
  return [
    `${paint('bold', title)} ${paint('dim', `(${count})`)}`,
    ...align(lines.slice(0, shownAtMost)).map((line) => `  ${line}`),
    ...(rest > 0 ? [paint('dim', `  and ${plural(rest, 'line')} more: --json has all`)] : []),
  ].join('\n');
}

/** Tells what became of one batch, and the first error that the function logged of it. */
export function describeBatch({ records, failed, reason, logs }: BatchReport, counts: object): string {
  const told = Object.entries(counts).filter(([, count]) => count > 0);
  const outcomes = told.map(([outcome, count]) => `${count} ${outcome}`);
  if (failed.size > 0) outcomes.push(`${failed.size} failed, to be delivered again`);
  const error = logs.find((line) => line.includes('"level":"ERROR"'));
  return [
    `${plural(records.length, 'message')} received: ${outcomes.join(', ') || 'no outcome'}`,
    ...[reason, error].filter((line) => line !== undefined).map((line) => `  ${toTerminalLine(line)}`),
  ].join('\n');
}

/** Tells how long each step took. */
export function describeSteps(steps: readonly Step[], paint: Paint): string {
  const times = steps.map(({ name, seconds }) => `${name} ${seconds.toFixed(1)} s`);
  return paint('dim', times.join(', '));
}

/** Makes the document of `--json`. Lists and rows come sorted, so two runs can be compared as text. */
export function toDocument({ sent, outcomes, rows, deadLetters }: RunResult): string {
  const letters = deadLetters.map(({ rejection, body }) => ({
    code: rejection?.code ?? null,
    detail: rejection?.detail || null,
    body,
  }));
  return `${toJson({ sent, outcomes, rows, deadLetters: letters }, 2)}\n`;
}
