import { liveEvents } from '../../lambdas/consume-live-events/domain/live-events.ts';
import { toTerminalLine } from '../command/harmless.ts';
import { didYouMean } from '../command/resembling.ts';
import { align, compareTexts, type Paint, plural, wrap } from '../command/text.ts';
import { describeRow, withRemarks } from '../reader/describe-row.ts';
import type { DeadLetter } from '../system/dead-letter.ts';
import { groupByReason, type OfReason } from '../system/group-dead-letters.ts';
import type { Account } from './account.ts';
import { describeStates } from './print.ts';
import type { TableRow } from './read-rows.ts';
import type { RowSurvey } from './survey-rows.ts';
import type { Sources } from './trace-events.ts';

/** What a run came to, for whoever sees it for the first time. */
export type Explanation = {
  readonly account: Account;
  readonly survey: RowSurvey;
  /** How many events of which name were ignored. */
  readonly ignored: ReadonlyMap<string, number>;
  readonly sources: Sources;
  /** How it differs from what the fixtures expect. Undefined for a run of anything else. */
  readonly differences?: readonly string[] | undefined;
};

export type View = {
  readonly paint: Paint;
  /** Whether every reason of a rejection is told, or the most frequent of each code. */
  readonly all: boolean;
  /** Shortens the source of an event. */
  readonly shorten: (source: string) => string;
};

/** How many reasons of one code, and sources of one reason, are told where not all are asked for. */
const REASONS_SHOWN = 3;
const SOURCES_SHOWN = 2;

const meanings: { readonly [outcome in keyof Account['outcomes']]: string } = {
  applied: 'changed a row',
  unchanged: 'a copy, or older than both states of its row',
  ignored: 'carries no grade state',
  rejected: 'in the dead-letter queue, with the reason',
  failed: 'in the dead-letter queue after too many attempts',
};

/** Explains a run: an event, outcomes, rows by kind, what was ignored and rejected and why. Never a body. */
export function explainRun(explanation: Explanation, view: View): string {
  const { account, survey, ignored, differences } = explanation;
  return [
    ...(survey.example === undefined ? [] : [explainExample(survey.example, view)]),
    explainOutcomes(account, differences, view),
    ...(survey.counts.size === 0 ? [] : [countRows(survey, view)]),
    ...(ignored.size === 0 ? [] : [explainIgnored(ignored, view)]),
    ...(account.deadLetters.length === 0 ? [] : [explainDeadLetters(explanation, view)]),
  ].join('\n\n');
}

function explainExample({ table, row }: TableRow, { paint }: View): string {
  const { subject, now, before, status, source, hidden, at } = describeRow(table, row);
  return [
    paint('bold', 'One event, and what its row says'),
    ...wrap(`${String(row['event_name'])} at ${at}, ${subject.kind} ${subject.id}`, '  '),
    ...describeStates({
      before: before === undefined ? 'nothing else is known' : withRemarks(before, source),
      now: withRemarks(now, status, hidden === true ? 'hidden' : undefined),
    }),
  ].join('\n');
}

function explainOutcomes(
  { sent, outcomes, missing }: Account,
  differences: readonly string[] | undefined,
  { paint }: View,
): string {
  const cells = Object.entries(meanings).map(([outcome, meaning]) => [
    outcome,
    String(outcomes[outcome as keyof typeof meanings]),
    meaning,
  ]);
  const lines = align(cells, { isRight: (column) => column === 1 }).map((line, i) =>
    cells[i]?.[1] === '0' ? paint('dim', `  ${line}`) : `  ${line}`,
  );
  return [
    paint('bold', `${plural(sent, 'message')} sent`),
    ...lines,
    ...missing.flatMap((each) => wrap(`Not accounted for: ${each}.`, '  ').map((line) => paint('red', line))),
    ...judge(differences, paint),
  ].join('\n');
}

function judge(differences: readonly string[] | undefined, paint: Paint): string[] {
  if (differences === undefined) return [];
  if (differences.length === 0) {
    const text =
      'As the fixtures expect: those of fixtures/rejected are meant to be rejected, by the code in their names, ' +
      'and so are events of a root account that rootAccounts does not list.';
    return wrap(text, '  ').map((line) => paint('green', line));
  }
  return [
    paint('red', '  Not as the fixtures expect:'),
    ...differences.flatMap((difference) => wrap(difference, '    ')),
  ];
}

function countRows({ counts }: RowSurvey, { paint }: View): string {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const kinds = [...counts].map(([kind, count]) => [kind, String(count)]).sort(compareTexts);
  return [
    paint('bold', plural(total, 'row')),
    ...align(kinds, { isRight: (column) => column === 1 }).map((line) => `  ${line}`),
  ].join('\n');
}

const gradeEvents = Object.keys(liveEvents);

function explainIgnored(ignored: ReadonlyMap<string, number>, { paint }: View): string {
  const names = [...ignored].sort(([a], [b]) => (a < b ? -1 : 1));
  const hints = names.flatMap(([name]) => {
    const question = didYouMean(name, gradeEvents);
    return question === '' ? [] : wrap(`${name} is no event that carries grade state.${question}`, '  ');
  });
  return [
    paint('bold', 'Ignored, by event name'),
    ...wrap(names.map(([name, count]) => (count === 1 ? name : `${name} (${count})`)).join(', '), '  '),
    ...hints.map((line) => paint('yellow', line)),
  ].join('\n');
}

function explainDeadLetters({ account: { deadLetters }, sources }: Explanation, view: View): string {
  const { paint } = view;
  const reasons = groupByReason(deadLetters);
  const byCode = Map.groupBy(reasons, ({ rejection }) => rejection?.code ?? 'failed');
  const sections = [...byCode].flatMap(([code, ofCode]) => {
    const count = ofCode.reduce((sum, { letters }) => sum + letters.length, 0);
    const shown = view.all ? ofCode : ofCode.toSorted(byCount).slice(0, REASONS_SHOWN);
    const more = ofCode.length - shown.length;
    return [
      `  ${paint('yellow', toTerminalLine(code))} ${paint('dim', `(${count})`)}`,
      ...shown.flatMap((reason) => explainReason(reason, sources, view)),
      ...(more > 0 ? [paint('dim', `    and ${plural(more, 'reason')} more: --rows tells all`)] : []),
    ];
  });
  return [paint('bold', 'Dead letters, by reason'), ...sections].join('\n');
}

function byCount(a: OfReason<DeadLetter>, b: OfReason<DeadLetter>): number {
  return b.letters.length - a.letters.length;
}

function explainReason(
  { rejection, letters }: OfReason<DeadLetter>,
  sources: Sources,
  { paint, all, shorten }: View,
): string[] {
  const detail = rejection?.detail ?? 'received too often without success';
  const from = [...new Set(letters.flatMap(({ body }) => sources.get(body) ?? []))].sort();
  const shown = all ? from : from.slice(0, SOURCES_SHOWN);
  const more = from.length - shown.length;
  return [
    ...(detail === '' ? [] : wrap(detail, '    ')),
    ...shown.flatMap((source) => wrap(shorten(source), '      ')).map((line) => paint('dim', line)),
    ...(more > 0 ? [paint('dim', `      and ${more} more`)] : []),
  ];
}
