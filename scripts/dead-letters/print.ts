import { toJson, toTerminalText } from '../command/harmless.ts';
import { align, type Paint, plural } from '../command/text.ts';
import type { DeadLetter, Envelope } from '../system/dead-letter.ts';
import { groupByEvent, type OfEvent } from '../system/group-dead-letters.ts';
import type { Scan } from './scan.ts';

export type GroupsView = { readonly now: number; readonly ids?: boolean; readonly paint: Paint };

/**
 * Tells dead letters to a person by reason: how many of what, how old, why. Never a body.
 *
 * What was rejected by validation and what failed too often stand apart: they want different remedies.
 */
export function describeGroups(letters: readonly Envelope[], view: GroupsView): string {
  const sections = Map.groupBy(groupByEvent(letters), ({ rejection }) =>
    rejection === undefined ? 'Failed after 5 receives' : 'Rejected by validation',
  );
  return [...sections].map(([title, groups]) => describeSection(title, groups, view)).join('\n\n');
}

function describeSection(title: string, groups: readonly OfEvent[], { now, ids, paint }: GroupsView): string {
  const total = groups.reduce((sum, { letters }) => sum + letters.length, 0);
  const isOfRejected = groups[0]?.rejection !== undefined;
  const heads = ['count', ...(isOfRejected ? ['code'] : []), 'event', 'oldest', 'newest'];
  const cells = groups.map(({ rejection, eventName, letters }) => [
    String(letters.length),
    ...(rejection === undefined ? [] : [plain(rejection.code)]),
    eventName === undefined ? '(no event name)' : plain(eventName),
    age(now - letters[0].sentAt),
    age(now - (letters.at(-1)?.sentAt ?? now)),
    plain(rejection?.detail ?? ''),
  ]);
  const [head = '', ...lines] = indented([[...heads, isOfRejected ? 'detail' : ''], ...cells]);
  return [
    `${paint('bold', title)} ${paint('dim', `(${total})`)}`,
    paint('dim', head),
    ...lines.flatMap((line, i) => {
      const letters = ids ? groups[i]?.letters : undefined;
      return [line, ...(letters ?? []).map(({ id }) => `         ${id}`)];
    }),
  ].join('\n');
}

/** Tells one dead letter to a person. Its body comes only when it is asked for: it holds student data. */
export function describeDeadLetter(letter: DeadLetter, withBody: boolean, now: number): string {
  const { rejection, firstReceivedAt: first } = letter;
  const time = (at: number) => `${new Date(at).toISOString()} (${age(now - at)} ago)`;
  const lines = [
    ['id', letter.id],
    ['reason', rejection === undefined ? 'failed after 5 receives' : 'rejected by validation'],
    ...(rejection === undefined
      ? []
      : [
          ['code', plain(rejection.code)],
          ['detail', plain(rejection.detail)],
        ]),
    ['event', letter.eventName === undefined ? '(no event name)' : plain(letter.eventName)],
    [rejection === undefined ? 'sent' : 'rejected', time(letter.sentAt)],
    ['receives', `${letter.receiveCount}${first === undefined ? '' : `, first ${time(first)}`}`],
    ...Object.entries(letter.attributes).map(([name, { DataType = '', StringValue, BinaryValue }]) => [
      'attribute',
      `${plain(name)} (${plain(DataType)}) ${BinaryValue === undefined ? plain(StringValue ?? '') : plural(BinaryValue.length, 'byte')}`,
    ]),
    ['body', `${plural(Buffer.byteLength(letter.body), 'byte')}${withBody ? ':' : ' (shown with --body)'}`],
  ];
  return [...indented(lines), ...(withBody ? ['', toTerminalText(letter.body)] : [])].join('\n');
}

/** Makes the document of `list --json`: groups as they are listed, times as instants. */
export function toDocument(name: string, { picked, hidden, unseen }: Scan<Envelope>, ids: boolean): string {
  const groups = groupByEvent(picked).map(({ rejection, eventName, letters }) => ({
    reason: rejection === undefined ? 'failed' : 'rejected',
    code: rejection?.code ?? null,
    detail: rejection?.detail ?? null,
    eventName: eventName ?? null,
    count: letters.length,
    oldest: new Date(letters[0].sentAt).toISOString(),
    newest: new Date(letters.at(-1)?.sentAt ?? 0).toISOString(),
    ...(ids && { ids: letters.map(({ id }) => id) }),
  }));
  const document = { stack: name, count: picked.length, hidden, unseen, groups };
  return `${toJson(document, 2)}\n`;
}

function age(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 2 * 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

const SHOWN_CHARACTERS = 120;

/** What came in a message may be long. */
function plain(text: string): string {
  const line = toTerminalText(text).replace(/\s+/g, ' ');
  return line.length > SHOWN_CHARACTERS ? `${line.slice(0, SHOWN_CHARACTERS)}…` : line;
}

function indented(lines: readonly string[][]): string[] {
  return align(lines).map((line) => `  ${line}`);
}
