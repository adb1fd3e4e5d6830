import { PassThrough } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rowTypeNames } from '../../../lambdas/consume-live-events/domain/row-types.ts';
import { describeError } from '../../../scripts/command/command-error.ts';
import { toCsvCell, toJson, toTerminalLine, toTerminalText } from '../../../scripts/command/harmless.ts';
import { startProgress } from '../../../scripts/command/progress.ts';
import { formatterOf, type TextFormat } from '../../../scripts/command/rows-as-text.ts';
import {
  describeDeadLetter,
  describeGroups,
  toDocument as toDocumentOfLetters,
} from '../../../scripts/dead-letters/print.ts';
import { describeMentions } from '../../../scripts/forget/describe.ts';
import { shapeOfRows } from '../../../scripts/grades/shapes.ts';
import { explainRun } from '../../../scripts/local/explain-run.ts';
import { describeBatch, describeRows, toDocument } from '../../../scripts/local/print.ts';
import { toPlain } from '../../../scripts/reader/plain-row.ts';
import { readRow } from '../../../scripts/reader/read-row.ts';
import { adviceOnDeadLetter } from '../../../scripts/smoke/advice.ts';
import { differences } from '../../../scripts/smoke/compare-row.ts';
import { deadLetter } from '../../support/dead-letters.ts';
import { itemOf } from '../../support/items.ts';
import { gradeChange, rowOf } from '../../support/messages.ts';

/** Of each kind that a terminal obeys, reorders or does not show, and how it is written. */
const hostile: readonly (readonly [kind: string, text: string, shown: string])[] = [
  ['an escape that clears the screen', 'A\u001b[2J', '\\u001b[2J'],
  ['the same by a control of eight bits', 'A\u009b2J', '\\u009b2J'],
  ['a deletion', 'A\u007f', '\\u007f'],
  ['a bidirectional override', 'A\u202e01', '\\u202e01'],
  ['a bidirectional isolate', 'A\u2066B', '\\u2066B'],
  ['an Arabic letter mark', 'A\u061cB', '\\u061cB'],
  ['a space without a width', 'A\u200bB', '\\u200bB'],
  ['a joiner', 'A\u200dB', '\\u200dB'],
  ['a byte order mark', 'A\ufeffB', '\\ufeffB'],
  ['a soft hyphen', 'A\u00adB', '\\u00adB'],
  ['a filler that is a letter', 'A\u3164B', '\\u3164B'],
  ['a selector of a variant', 'A\ufe0fB', '\\ufe0fB'],
  ['a tag beyond the first plane', 'A\u{e0041}B', '\\udb40\\udc41B'],
  ['a line separator', 'A\u2028B', '\\u2028B'],
];

const paint = (_style: string, text: string) => text;

const letterOf = (text: string) =>
  deadLetter({
    rejection: { code: text, detail: text },
    eventName: text,
    attributes: { [`${text}name`]: { DataType: `String.${text}`, StringValue: text } },
    body: JSON.stringify({ grade: 'x' }).replace('x', text),
  });

const gradeItem = (text: string) =>
  itemOf(rowOf(gradeChange({ grade: text, old_grade: `${text}-`, assignment_name: text })));

function runOf(text: string) {
  return {
    sent: 1,
    outcomes: { applied: 1, unchanged: 0, ignored: 0, rejected: 0, failed: 0 },
    rows: {
      submissions: [toPlain({ M: gradeItem(text) }) as object & Record<string, unknown>],
      scores: [],
      'course-scores': [],
      history: [],
    },
    deadLetters: [letterOf(text)],
    missing: [],
  };
}

function explanationOf(text: string) {
  const { rows, ...account } = runOf(text);
  const [row = {}] = rows.submissions;
  return {
    account: { ...account, missing: [text] },
    survey: { counts: new Map([[text, 1]]), example: { table: 'submissions', row } as const },
    ignored: new Map([[text, 1]]),
    sources: new Map(account.deadLetters.map(({ body }) => [body, [text]])),
    differences: [text],
  };
}

function noted(text: string): string {
  const stream = new PassThrough({ encoding: 'utf8' });
  const progress = startProgress(stream as unknown as NodeJS.WriteStream);
  progress.note(text);
  return String(stream.read());
}

const scanOf = (text: string) => ({ picked: [letterOf(text)], seen: 1, hidden: 0, unseen: 0 });
const system = { name: 'stack' } as Parameters<typeof adviceOnDeadLetter>[1];
const gradesIn = (format: TextFormat) => (text: string) =>
  formatterOf(format, shapeOfRows(rowTypeNames), { paint, isTerminal: true }).page([
    readRow('submissions', gradeItem(text)),
  ]);

const printers: Readonly<Record<string, (text: string) => string>> = {
  'grades: a table': gradesIn('table'),
  'grades: JSON': gradesIn('json'),
  'grades: JSON by lines': gradesIn('ndjson'),
  'grades: CSV': gradesIn('csv'),
  'dead-letters list': (text) => describeGroups([letterOf(text)], { now: 0, ids: true, paint }),
  'dead-letters list --json': (text) => toDocumentOfLetters('stack', scanOf(text), true),
  'dead-letters show': (text) => describeDeadLetter(letterOf(text), false, 0),
  'dead-letters show --body': (text) => describeDeadLetter(letterOf(text), true, 0),
  local: (text) => explainRun(explanationOf(text), { paint, all: true, shorten: (source) => source }),
  'local --rows': (text) => describeRows(runOf(text).rows, paint),
  'local --json': (text) => toDocument(runOf(text)),
  'local, a batch that failed': (text) =>
    describeBatch({ records: [], failed: new Set(['a']), logs: [`{"level":"ERROR","error":"${text}"}`] }, {}),
  'smoke, a wrong value': (text) =>
    differences({ current: { grade: 'B' } }, { current: { grade: text } }).join(),
  'smoke, a dead letter': (text) =>
    describeError(new Error(adviceOnDeadLetter({ code: 'invalid_event', detail: text }, system))),
  'forget --scan': (text) => describeMentions([{ submissionId: text, facet: text, role: 'author' }]),
  'an error of any command': (text) => describeError(new Error(text)),
  'a note of any command': noted,
};

describe.each(Object.entries(printers))('%s', (_, print) => {
  test.each(hostile)('shows %s and does not obey it', (_kind, text, shown) => {
    const printed = print(text);

    expect(printed).toContain(shown);
    expect(printed).not.toMatch(/[^\P{C}\r\n\t]|[\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
  });
});

test('what people write in any language stays as it is', () => {
  const text = 'Ünïcode 成績 درجة Διόρθωση 😀 = 5/10 — “très bien”';

  expect([toTerminalLine(text), toTerminalText(text), JSON.parse(toJson(text))]).toEqual([text, text, text]);
  expect(toJson(text)).toBe(JSON.stringify(text));
});

test('a text of one line has no other; one of several keeps its lines', () => {
  expect(toTerminalLine('a\r\n\tb')).toBe('a\\u000d\\u000a\\u0009b');
  expect(toTerminalText('a\r\n\tb')).toBe('a\\u000d\n\tb');
});

test('half a pair is shown as what it is', () => {
  expect(toTerminalLine('a\ud83d')).toBe('a\\ud83d');
});

const anyText = fc.string({ unit: 'binary' });

test('JSON says exactly what it was given', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(JSON.parse(toJson({ [text]: [text] }, 2))).toEqual({ [text]: [text] });
    }),
  );
});

test('a cell of CSV says exactly what it was given', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const cell = toCsvCell(text);

      const isQuoted = cell.startsWith('"');
      expect(isQuoted ? cell.slice(1, -1).replaceAll('""', '"') : cell).toBe(text);
      expect(isQuoted || !/[",\r\n]/.test(cell)).toBe(true);
    }),
  );
});
