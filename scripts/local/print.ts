import { type TableName, tableNames } from '../../lambdas/consume-live-events/domain/tables.ts';
import { toJson, toTerminalLine } from '../command/harmless.ts';
import type { Step } from '../command/progress.ts';
import { type Paint, plural, wrap } from '../command/text.ts';
import { describeRow, facetName, withRemarks } from '../reader/describe-row.ts';
import type { PlainRow } from '../reader/plain-row.ts';
import type { Account } from './account.ts';
import type { BatchReport } from './mapping/event-source-mapping.ts';
import type { Rows } from './read-rows.ts';
import { kindName } from './survey-rows.ts';

/** Shows every row to a person, now and before, by kind. */
export function describeRows(rows: Rows, paint: Paint): string {
  const sections = tableNames.flatMap((table) => {
    const facets = Map.groupBy(rows[table], (row) => facetName(table, row));
    return [...facets].map(([facet, ofFacet]) =>
      [
        `${paint('bold', kindName(table, facet))} ${paint('dim', `(${plural(ofFacet.length, 'row')})`)}`,
        ...ofFacet.flatMap((row) => describeOne(table, row, paint)),
      ].join('\n'),
    );
  });
  return sections.join('\n\n');
}

function describeOne(table: TableName, row: PlainRow, paint: Paint): string[] {
  const { subject, facet, student, now, before, status, source, hidden, by, at } = describeRow(table, row);
  // The values of a comment name its author.
  const isGraded = facetName(table, row) !== 'comment' && by;
  const about = [
    `${subject.kind} ${subject.id}`,
    ...(facet === undefined ? [] : [facet]),
    ...(student === undefined ? [] : [`student ${student}`]),
    `at ${at}`,
  ].join('  ');
  return [
    ...wrap(about, '    ', '  ').map((line) => paint('dim', line)),
    ...describeStates({
      now: withRemarks(
        now,
        status,
        hidden === true ? 'hidden' : undefined,
        isGraded ? `by ${by}` : undefined,
      ),
      before: before === undefined ? '-' : withRemarks(before, source),
    }),
  ];
}

/** Writes states below each other, each behind its name. */
export function describeStates(states: { readonly [name: string]: string }): string[] {
  return Object.entries(states).flatMap(([name, state]) =>
    wrap(state, ' '.repeat(12), `    ${name.padEnd(8)}`),
  );
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
export function toDocument({ sent, outcomes, rows, deadLetters }: Account & { rows: Rows }): string {
  const letters = deadLetters.map(({ rejection, body }) => ({
    code: rejection?.code ?? null,
    detail: rejection?.detail || null,
    body,
  }));
  return `${toJson({ sent, outcomes, rows, deadLetters: letters }, 2)}\n`;
}
