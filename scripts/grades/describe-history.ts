import type { State } from '../../lambdas/consume-live-events/domain/facets.ts';
import { rowTypes } from '../../lambdas/consume-live-events/domain/row-types.ts';
import { type Formatter, tableFormatter } from '../command/rows-as-text.ts';
import { align, type Paint } from '../command/text.ts';
import { describeRow, type RowInWords, withRemarks } from '../reader/describe-row.ts';
import type { Entry } from '../reader/history-entry.ts';
import type { Span, StateAt } from '../reader/state-at.ts';
import { type Change, isOfSnapshot } from '../reader/tell-history.ts';

const heads = ['when', 'what', 'facet', 'from', 'to', 'student', 'by', 'event', 'remarks'];

/** Puts a history into a line an entry, under one line of heads. */
export function changeTable(paint: Paint): Formatter<Change> {
  return tableFormatter(heads, cellsOf, paint);
}

function cellsOf(change: Change): string[] {
  const { entry, before, isBeforeReported } = change;
  const words = inWords(entry, entry.state, before);
  return [
    entry.event_time,
    whatOf(words),
    facetOf(entry),
    withRemarks(words.before ?? '-', isBeforeReported ? 'as reported' : undefined),
    withRemarks(words.now, words.status),
    visibilityOf(words.hidden),
    byOf(words),
    eventOf(entry),
    remarksOn(change).join('; '),
  ];
}

function remarksOn({ entry, isAfterGap, newerKnownSince }: Change): string[] {
  return [
    ...(isAfterGap ? ['a change before it is missing'] : []),
    ...(newerKnownSince === undefined
      ? []
      : [`late: written ${entry.written_at}, a newer one ${newerKnownSince}`]),
    ...remarksOnEntry(entry),
  ];
}

function remarksOnEntry(entry: Entry): string[] {
  if (isOfSnapshot(entry)) return ['from a snapshot of Canvas: at this time at the latest'];
  return entry.event_name === '' ? ['as its row still knew it: its event is not kept'] : [];
}

/** Puts what was at an instant into a paragraph for each row. */
export function stateParagraphs(paint: Paint): Formatter<StateAt> {
  const page = (states: readonly StateAt[]) => states.map((state) => describeState(state, paint)).join('\n');
  return { begin: '', page, end: () => '' };
}

function describeState(
  { at, said, set, state, until, visible, contradictedBy }: StateAt,
  paint: Paint,
): string {
  const words = inWords(said, state, null);
  const lines =
    set === undefined
      ? [
          ['was', words.now],
          [
            'as',
            `reported by ${eventOf(said)} of ${said.event_time}, the first that is known: nobody saw it set`,
          ],
        ]
      : [
          ['was', withRemarks(words.now, words.status)],
          ['since', `${set.event_time}, by ${byOf(inWords(set, set.state, null))}, ${eventOf(set)}`],
          ...('hidden' in said.state ? [['student', describeVisibility(at, visible)]] : []),
        ];
  return [
    paint('bold', `${whatOf(words)}, ${facetOf(said)}, at ${at}`),
    ...align([
      ...lines,
      ['until', until ?? 'now: it still stands'],
      ...[...new Set([set, said])].flatMap((entry) =>
        entry === undefined ? [] : remarksOnEntry(entry).map((remark) => ['but', remark]),
      ),
      ...(contradictedBy === undefined ? [] : [['but', describeContradiction(contradictedBy)]]),
    ]).map((line) => `  ${line}`),
    '',
  ].join('\n');
}

function describeContradiction(next: Entry): string {
  const { now } = inWords(next, next.old ?? {}, null);
  return `the change of ${next.event_time} reports ${now} before it: a change between the two is missing`;
}

function describeVisibility(at: string, visible: readonly Span[]): string {
  const isVisible = visible.some(({ from, until }) => from <= at && (until === null || at < until));
  const spans = visible.map(({ from, until }) =>
    until === null ? `from ${from} on` : `from ${from} until ${until}`,
  );
  const when = spans.length === 0 ? 'never, while it stood' : spans.join(' and ');
  return `${isVisible ? 'could see it then' : 'could not see it then'}; could see it ${when}`;
}

function inWords(entry: Entry, state: State, before: State | null): RowInWords {
  const { event_time } = entry;
  return describeRow(rowTypes[entry.type].table, {
    ...entry,
    current: { ...state, event_time },
    previous: before,
  });
}

function whatOf({ subject, student }: RowInWords): string {
  const what = `${subject.kind} ${subject.id}`;
  return subject.kind === 'course' && student !== undefined ? `${what} user ${student}` : what;
}

function facetOf(entry: Entry): string {
  return 'facet' in entry ? entry.facet : rowTypes[entry.type].facet;
}

function visibilityOf(hidden: boolean | undefined): string {
  return hidden === undefined ? '-' : hidden ? 'hidden' : 'visible';
}

/** No grader is what Canvas says of a policy, a quiz or a tool. */
function byOf({ by }: RowInWords): string {
  return by === null ? 'automatic' : (by ?? '-');
}

function eventOf({ event_name }: Entry): string {
  return event_name === '' ? '-' : event_name;
}
