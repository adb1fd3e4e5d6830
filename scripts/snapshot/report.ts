import type { Facet } from '../../lambdas/consume-live-events/domain/facets.ts';
import type { RowKey } from '../../lambdas/consume-live-events/row-item.ts';
import { toJson } from '../command/harmless.ts';
import { align, plural } from '../command/text.ts';
import { targetArgument } from '../system/target.ts';
import { ages, countOf, type ExampleKind, exampleKinds, type Kind, type Tally } from './apply/tally.ts';
import type { CommandName } from './options.ts';
import type { Source, Unknown } from './source.ts';
import { type LeftOut, leftOutReasons, type Summary } from './summary.ts';

/** What a run found, and whether it was put right. */
export type Report = {
  readonly command: CommandName;
  readonly system: { readonly name: string; readonly isLocal: boolean };
  readonly notAfter: Source['notAfter'];
  readonly isWriting: boolean;
  readonly tally: Tally;
  readonly summary: Summary;
  /** Undefined where nobody asked. */
  readonly unknown: Unknown | undefined;
};

/** Tells whether rows differ from Canvas that should not, now that the run has ended. */
export function hasDifferences({ isWriting, tally }: Report): boolean {
  return !isWriting && countOf(tally, 'behind') + countOf(tally, 'missing') > 0;
}

const columns = [
  ['equal', 'equal'],
  ['behind', 'behind'],
  ['missing', 'missing'],
  ['newer', 'newer here'],
] as const satisfies [Kind, string][];

/** Writes a report for people. */
export function describeReport(report: Report): string {
  const { system, notAfter, tally } = report;
  const asOf = notAfter === null ? '' : `, as of ${notAfter} or later`;
  const parts = [
    `${system.name} beside Canvas${asOf}`,
    describeRows(tally),
    describeDifferences(report),
    ...exampleKinds.map((kind) =>
      describeExamples(`${headings[kind]}:`, tally.examples[kind], countOf(tally, kind), system),
    ),
    describeUnknown(report),
    describeFeed(tally),
    describeRest(report),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function describeRows(tally: Tally): string {
  const heading = ['', 'compared', ...columns.map(([, heading]) => heading)];
  const lines = Object.entries(tally.facets).map(([facet, counts]) => {
    const cells = columns.map(([kind]) => counts[kind] ?? 0);
    return [facet, cells.reduce((sum, cell) => sum + cell, 0), ...cells].map(String);
  });
  return align([heading, ...lines])
    .map((line) => `  ${line}`)
    .join('\n');
}

function describeDifferences(report: Report): string {
  const { tally, isWriting } = report;
  const [behind, missing] = [countOf(tally, 'behind'), countOf(tally, 'missing')];
  if (columns.every(([kind]) => countOf(tally, kind) === 0)) return 'There was nothing to compare.';
  if (behind + missing === 0) return 'Every row says what Canvas says, or an event that came since.';
  const byAge = ages.flatMap((age) => {
    const count = tally.ages[age] ?? 0;
    if (count === 0) return [];
    return age === 'longer' ? [`${count} longer before`] : [`${count} within ${age}`];
  });
  const outcome = isWriting ? 'All of them were put right.' : 'Nothing was written.';
  return (
    `Behind: ${plural(behind, 'row')}. Missing: ${plural(missing, 'row')}. ${outcome}\n` +
    `Canvas had changed them ${byAge.join(', ')}.`
  );
}

const headings: { readonly [Each in ExampleKind]: string } = {
  behind: 'Behind',
  missing: 'Missing',
  newer: 'A newer event is here',
};

function describeExamples(
  heading: string,
  examples: readonly RowKey[],
  count: number,
  system: Report['system'],
): string {
  if (count === 0) return '';
  const lines = examples.map((example) => `  ${commandFor(example, system)}`);
  const rest = count - lines.length;
  return [heading, ...lines, ...(rest > 0 ? [`  and ${rest} more`] : [])].join('\n');
}

function describeUnknown({ unknown, system }: Report): string {
  if (unknown === undefined) return '';
  const count = Object.values(unknown.counts).reduce((sum, each) => sum + each, 0);
  if (count === 0) return 'Canvas has a record of every row that is here.';
  const heading = `Unknown there: ${plural(count, 'row')} of which the files hold no record. Nothing is done about them:`;
  return describeExamples(heading, unknown.examples, count, system);
}

function commandFor({ table, key }: RowKey, system: Report['system']): string {
  const questions = {
    submissions: `submission ${key['submission_id']}`,
    scores: `score ${key['score_id']}`,
    'course-scores': `course-scores ${key['course_id']} ${key['user_id']}`,
  };
  return `npm run grades -- ${questions[table]} ${targetArgument(system)}`;
}

/** Fewer say nothing of a rate. */
const ENOUGH_ROWS = 100;

/** The share of changes that no event told, of rows whose newest state an event should have told. */
function lossRate({ feed: { told, untold } }: Tally): number | null {
  return told + untold < ENOUGH_ROWS ? null : untold / (told + untold);
}

function describeFeed(tally: Tally): string {
  const rate = lossRate(tally);
  if (rate === null) return '';
  const { told, untold } = tally.feed;
  const perDay = (tally.changedInWeek / 7) * rate;
  const share = `${(rate * 100).toFixed(2)} %`;
  return (
    `Of ${told + untold} rows that live events had told of, ${untold} were behind: about ${share} of changes come with no event. ` +
    `At ${Math.round(tally.changedInWeek / 7)} changed rows a day, ${perDay.toFixed(1)} fall behind a day.\n` +
    `Reconcile ${perDay >= 1 ? 'every night' : perDay >= 1 / 7 ? 'every week' : 'every month'}.`
  );
}

const SHOWN_PROBLEMS = 10;

function describeRest({ tally, summary }: Report): string {
  const counts: readonly (readonly [number, string])[] = [
    [countOf(tally, 'absent'), 'nothing to say of, and no row here'],
    [countOf(tally, 'expired'), 'older than rows are kept'],
    [countOf(tally, 'forgotten'), 'of students who were forgotten since'],
    ...(Object.entries(summary.leftOut) as [LeftOut, number][]).map(
      ([reason, count]) => [count, leftOutReasons[reason]] as const,
    ),
    [summary.problemCount, 'that could not be read'],
  ];
  const lines = counts.filter(([count]) => count > 0).map(([count, what]) => [String(count), what]);
  if (lines.length === 0) return '';
  const problems = summary.problems
    .slice(0, SHOWN_PROBLEMS)
    .map(
      ({ file, line, field, expected }) =>
        `  ${file}${line === null ? '' : `:${line}`}: ${field}: ${expected}`,
    );
  return [
    'Not compared:',
    ...align(lines, { isRight: (column) => column === 0 }).map((line) => `  ${line}`),
    ...problems,
  ].join('\n');
}

/** Writes a report for programs. Names and meanings stay. */
export function reportToJson(report: Report): string {
  const { command, system, notAfter, isWriting, tally, summary } = report;
  const facets = Object.entries(tally.facets) as [Facet, { [Each in Kind]?: number }][];
  const rows = (kind: Kind) => countOf(tally, kind);
  const rate = lossRate(tally);
  return `${toJson(
    {
      command,
      system: system.name,
      not_after: notAfter,
      written: isWriting,
      compared: columns.reduce((sum, [kind]) => sum + rows(kind), 0),
      equal: rows('equal'),
      behind: rows('behind'),
      missing: rows('missing'),
      healed: isWriting ? rows('behind') : 0,
      made: isWriting ? rows('missing') : 0,
      newer_here: rows('newer'),
      nothing_to_say: rows('absent'),
      expired: rows('expired'),
      forgotten: rows('forgotten'),
      facets: Object.fromEntries(
        facets.map(([facet, counts]) => [
          facet,
          Object.fromEntries(columns.map(([kind, name]) => [name.replace(' ', '_'), counts[kind] ?? 0])),
        ]),
      ),
      changed_within: Object.fromEntries(ages.map((age) => [age.replace(' ', '_'), tally.ages[age] ?? 0])),
      examples: Object.fromEntries(
        Object.entries(tally.examples).map(([kind, examples]) => [
          kind === 'newer' ? 'newer_here' : kind,
          examples.map((example) => commandFor(example, system)),
        ]),
      ),
      feed: { ...tally.feed, loss_rate: rate },
      ...(report.unknown && { unknown_there: report.unknown.counts }),
      left_out: summary.leftOut,
      problem_count: summary.problemCount,
      problems: summary.problems,
    },
    2,
  )}\n`;
}
