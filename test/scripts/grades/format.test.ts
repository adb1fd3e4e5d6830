import { describe, expect, test } from '@jest/globals';
import { type RowType, rowTypeNames } from '../../../lambdas/consume-live-events/domain/row-types.ts';
import { formatterOf, type TextFormat, type View } from '../../../scripts/command/rows-as-text.ts';
import { shapeOfRows } from '../../../scripts/grades/shapes.ts';
import { readRow } from '../../../scripts/reader/read-row.ts';
import type { Row } from '../../../scripts/reader/row-schemas.ts';
import { fixture } from '../../support/fixtures.ts';
import { itemOf } from '../../support/items.ts';
import { gradeChange, rowOf } from '../../support/messages.ts';

function read(event: string | object): Row {
  const row = rowOf(event);
  return readRow(row.table, itemOf(row));
}

const published = read(fixture('grade_change.published').text);
const comment = read(fixture('submission_comment_created.published').text);
const courseScore = read(fixture('course_grade_change.published').text);

const file: View = { paint: (_, text) => text, isTerminal: false };

function write(
  format: TextFormat,
  pages: readonly (readonly Row[])[],
  types: readonly RowType[] = rowTypeNames,
  view = file,
) {
  const { begin, page, end } = formatterOf(format, shapeOfRows(types), view);
  return [begin, ...pages.map(page), end()].join('');
}

/** Cells of a line of a table, which two spaces part at least. */
const cells = (line = '') => line.trim().split(/ {2,}/);

describe('a table', () => {
  test('tells now, before, whether it is hidden, by whom and when', () => {
    const [head, line] = write('table', [[published]]).split('\n');
    expect(cells(head)).toEqual([
      'what',
      'student',
      'assignment',
      'facet',
      'now',
      'before',
      'hidden',
      'by',
      'when',
    ]);
    expect(cells(line)).toEqual([
      'submission 21070000000011086',
      '21070000000000048',
      '21070000000000355',
      'grade',
      '"5" 5 of 1 (graded)',
      '"4" 4 of 1 (reported by this change)',
      'no',
      '21070000000000987',
      '2019-11-01T19:11:05.222Z',
    ]);
  });

  test('tells a hidden grade, and does not know of a Caliper one', () => {
    const hidden = read(fixture('grade_change.hidden').text);
    const caliper = read(fixture('grade_change.caliper-published').text);
    const [, ...lines] = write('table', [[hidden, caliper]])
      .trim()
      .split('\n');
    expect(lines.map((line) => cells(line)[6])).toEqual(['yes', '-']);
    expect(cells(lines[0])[4]).toBe('"8" 8 of 10 (graded)');
  });

  test('names the author of a comment, and the course and student of a course score', () => {
    const [, first, second] = write('table', [[comment, courseScore]]).split('\n');
    expect(cells(first)[7]).toMatch(/^\d+$/);
    expect(cells(second).slice(0, 4)).toEqual([
      'course 21070000000000002',
      '21070000000000002',
      '-',
      'course_score',
    ]);
  });

  test('names the assignment of a grade where its event did', () => {
    const row = read(gradeChange({ assignment_id: '21070000000000355', assignment_name: 'Essay 1' }));
    expect(cells(write('table', [[row]]).split('\n')[1])[2]).toBe('21070000000000355 Essay 1');
  });

  test.each([
    ['reported by this change', { source: 'reported', event_time: published.event_time }],
    [
      'reported by the change at 2019-10-31T08:00:00.000Z',
      { source: 'reported', event_time: '2019-10-31T08:00:00.000Z' },
    ],
    ['observed at 2019-10-30T08:00:00.000Z', { source: 'observed', event_time: '2019-10-30T08:00:00.000Z' }],
  ] as const)('tells of what time the state before is: %s', (words, previous) => {
    const row = { ...published, previous: { grade: '4', ...previous } } as Row;
    expect(cells(write('table', [[row]]).split('\n')[1])[5]).toBe(`"4" (${words})`);
  });

  test('has its heads once, whatever the number of pages', () => {
    expect(write('table', [[published], [published]]).match(/student/g)?.length).toBe(1);
  });
});

describe('JSON', () => {
  test('is one list of rows, whatever the number of pages', () => {
    expect(JSON.parse(write('json', [[published, comment], [], [courseScore]]))).toEqual([
      published,
      comment,
      courseScore,
    ]);
    expect(JSON.parse(write('json', []))).toEqual([]);
  });

  test('by lines is a row a line', () => {
    const lines = write('ndjson', [[published], [comment]])
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([published, comment]);
  });

  test('keeps ids as text', () => {
    expect(write('ndjson', [[published]])).toContain('"submission_id":"21070000000011086"');
  });
});

describe('CSV', () => {
  const parse = (text: string) =>
    text
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','));

  test('has a column for the key, each value now and before, and the event', () => {
    const [names = [], values = []] = parse(write('csv', [[published]], ['submissions-grade']));
    const row = Object.fromEntries(names.map((name, i) => [name, values[i]]));
    expect(row).toMatchObject({
      type: 'submissions-grade',
      submission_id: '21070000000011086',
      facet: 'grade',
      current_grade: '5',
      current_hidden: 'false',
      previous_score: '4',
      previous_source: 'reported',
      event_time: '2019-11-01T19:11:05.222Z',
    });
    expect(names).not.toContain('score_id');
    expect(new Set(names).size).toBe(names.length);
  });

  test('has the same columns for every row of an answer', () => {
    const lines = parse(write('csv', [[published], [courseScore]]));
    expect(new Set(lines.map(({ length }) => length)).size).toBe(1);
  });

  test('tells null from empty text, quotes what needs it, and writes a list as JSON', () => {
    const row = read(gradeChange({ grade: '', score: null, assignment_name: 'A, "b"\nc' }));
    const text = write('csv', [[row]], ['submissions-grade']);
    expect(text).toContain(',"",,');
    expect(text).toContain('"A, ""b""\nc"');
    expect(write('csv', [[comment]], ['submissions-comment'])).toMatch(/"\[""\d+""/);
  });

  test.each(['a\nb', 'a\rb', 'a\r\nb', 'a,b', ' a', 'a ', '\u00a0a'])('quotes %j alone', (grade) => {
    expect(write('csv', [[read(gradeChange({ grade }))]], ['submissions-grade'])).toContain(`,"${grade}",`);
  });

  test.each(['=1+1', '+1', '-1', '@a', '\u001b[2J', 'a\u202eb', 'a\u200bb'])(
    'is exact in a file, and one line that a terminal only shows: %j',
    (grade) => {
      const pages = [[read(gradeChange({ grade }))]];
      const [, line = ''] = write('csv', pages, ['submissions-grade'], { ...file, isTerminal: true }).split(
        '\r\n',
      );

      expect(write('csv', pages, ['submissions-grade'])).toContain(`,${grade},`);
      expect(line).toContain(
        `,${JSON.stringify(grade).slice(1, -1).replace('\u202e', '\\u202e').replace('\u200b', '\\u200b')},`,
      );
      expect(line).not.toMatch(/\p{C}/u);
    },
  );
});
