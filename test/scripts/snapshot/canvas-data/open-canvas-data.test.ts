import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type CanvasDataFacet,
  canvasDataFacets,
  defaultFacets,
} from '../../../../scripts/snapshot/canvas-data/canvas-tables.ts';
import {
  type CanvasDataOptions,
  openCanvasData,
} from '../../../../scripts/snapshot/canvas-data/open-canvas-data.ts';
import type { Line } from '../../../../scripts/snapshot/lines/read-line.ts';
import type { Source } from '../../../../scripts/snapshot/source.ts';
import {
  allTables,
  assignment,
  type CanvasRecord,
  deleted,
  fixtureFolder,
  fixtureRecords,
  record,
  submission,
  textOf,
  type Values,
  writeNestedParquet,
  writeRecords,
} from './canvas-files.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'canvas-data-'));
});
afterAll(() => rm(root, { recursive: true }));

const newFolder = () => mkdtemp(join(root, 'folder-'));
const allFacets = Object.keys(canvasDataFacets) as CanvasDataFacet[];

function open(folder: string, options: Partial<CanvasDataOptions> = {}): Promise<Source> {
  const now = new Date('2026-01-01T00:00:00Z');
  return openCanvasData({
    folder,
    shard: '10070',
    facets: ['grade'],
    now,
    temporary: root,
    signal: new AbortController().signal,
    ...options,
  });
}

async function readAll(source: Source): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for await (const page of source.lines()) lines.push(...page);
  await source.close();
  return lines;
}

const keyOf = ({ table, key }: Line) => `${table} ${Object.values(key).join(' ')}`;
const sorted = (lines: readonly Line[]) => lines.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));

/** Reads submissions of a test beside one assignment. */
async function readSubmissions(
  submissions: readonly CanvasRecord[],
  assignments: readonly CanvasRecord[] = [assignment(301)],
  options: Partial<CanvasDataOptions> = {},
) {
  const folder = await newFolder();
  await writeRecords(folder, 'submissions', submissions);
  await writeRecords(folder, 'assignments', assignments);
  const source = await open(folder, options);
  return { lines: await readAll(source), summary: source.summary, notAfter: source.notAfter };
}

/**
 * Reads a submission for each case of a table of tests, all of them at once: opening files takes longer than reading.
 *
 * @returns what gives the line of a case
 */
function readCases(
  cases: readonly CanvasRecord[],
  assignments?: readonly CanvasRecord[],
  options?: Partial<CanvasDataOptions>,
): (index: number) => Line | undefined {
  let lines: readonly Line[] = [];
  beforeAll(async () => {
    ({ lines } = await readSubmissions(cases, assignments, options));
  });
  return (index) =>
    lines.find(({ key }) => key['submission_id'] === `10070${String(index + 1).padStart(13, '0')}`);
}

describe('the fixtures', () => {
  test.each(allFacets)('%s: every record makes this line, or none', async (facet) => {
    const source = await open(fixtureFolder, { facets: [facet] });
    const lines = sorted(await readAll(source));
    const { leftOut, problemCount } = source.summary;
    const { notAfter, atMost } = source;
    expect({ lines, leftOut, problemCount, notAfter, atMost }).toMatchSnapshot();
  });

  test.each(['jsonl', 'csv', 'tsv', 'parquet'] as const)('say the same in %s', async (format) => {
    const folder = await newFolder();
    for (const table of allTables) await writeRecords(folder, table, await fixtureRecords(table), format);
    const expected = sorted(await readAll(await open(fixtureFolder, { facets: allFacets })));
    const lines = sorted(await readAll(await open(folder, { facets: allFacets })));
    expect(lines).toEqual(expected);
  });
});

test('Parquet may hold meta, key and value as they are', async () => {
  const folder = await newFolder();
  for (const table of ['assignments', 'submissions'] as const) {
    await writeNestedParquet(folder, table, await fixtureRecords(table));
  }
  const expected = sorted(await readAll(await open(fixtureFolder)));
  expect(sorted(await readAll(await open(folder)))).toEqual(expected);
});

describe('the grade of a submission', () => {
  test('is as new as the newer of the submission and its assignment, and never rounded up', async () => {
    const { lines } = await readSubmissions(
      [
        submission(1, { updated_at: '2024-03-13T10:00:00.123999Z' }),
        submission(2, { assignment_id: 302, updated_at: '2024-03-13T10:00:00.123999Z' }),
      ],
      [
        assignment(301, { updated_at: '2024-03-13T09:00:00Z' }),
        assignment(302, { updated_at: '2024-04-01T00:00:00+02:00' }),
      ],
    );
    expect(sorted(lines).map(({ asOf }) => asOf)).toEqual([
      '2024-03-13T10:00:00.123Z',
      '2024-03-31T22:00:00.000Z',
    ]);
  });

  test('is left out where its points may be older than itself, or are unknown', async () => {
    const { lines, summary } = await readSubmissions(
      [
        submission(1, { updated_at: '2024-03-13T10:00:00.000Z' }),
        submission(2, { updated_at: '2024-03-13T10:00:00.001Z' }),
        submission(3, { assignment_id: 999 }),
      ],
      [assignment(301, { updated_at: '2024-03-13T10:00:00Z' })],
    );
    expect(lines.map(({ key }) => key['submission_id'])).toEqual(['100700000000000001']);
    expect(summary.leftOut).toEqual({ newer_than_assignments: 1, assignment_unknown: 1 });
  });

  test('is exact: an id above 2^53, all digits of a double, and text that looks like a number', async () => {
    const value = { user_id: '93360090071992547', score: 6.666666666666667, grade: '007.50' };
    const { lines } = await readSubmissions([submission('93360000009007199', value), submission(1)]);
    const line = lines.find(({ key }) => key['submission_id'] === '93360000009007199');
    expect(line?.identity['user_id']).toBe('93360090071992547');
    expect(line?.values).toEqual({ grade: '007.50', score: 6.666666666666667, points_possible: 10 });
  });

  describe('says what is', () => {
    const cases: readonly [string, Values, object][] = [
      ['graded', {}, { status: 'graded', grading_complete: true, onlyExisting: false }],
      [
        'excused',
        { score: null, grade: null, excused: true },
        { status: 'excused', grading_complete: true, onlyExisting: false },
      ],
      [
        'waiting for a review',
        { workflow_state: 'pending_review' },
        { status: 'needs_review', grading_complete: false, onlyExisting: false },
      ],
      [
        'graded with a grade alone',
        { score: null },
        { status: 'needs_review', grading_complete: false, onlyExisting: false },
      ],
      [
        'deleted',
        { workflow_state: 'deleted' },
        { status: 'deleted', grading_complete: false, onlyExisting: false },
      ],
      [
        'cleared',
        { score: null, grade: null, workflow_state: 'submitted' },
        { status: 'ungraded', grading_complete: false, onlyExisting: true },
      ],
      [
        'a placeholder',
        { score: null, grade: null, excused: null, workflow_state: 'unsubmitted' },
        { status: 'ungraded', grading_complete: false, onlyExisting: true },
      ],
      [
        'graded without a value',
        { score: null, grade: null },
        { status: 'ungraded', grading_complete: false, onlyExisting: false },
      ],
    ];
    const lineOf = readCases(cases.map(([, value], index) => submission(index + 1, value)));

    test.each(cases.map(([what, , expected], index) => ({ what, expected, index })))(
      '$what',
      ({ expected, index }) => {
        const line = lineOf(index);
        const { status, grading_complete } = line?.details ?? {};
        expect({ status, grading_complete, onlyExisting: line?.onlyExisting }).toEqual(expected);
      },
    );
  });

  describe('names', () => {
    const cases: readonly [string | number | null, string | null][] = [
      [201, '100700000000000201'],
      ['93360000000001137', '93360000000001137'],
      [-77, null],
      [0, null],
      [null, null],
    ];
    const lineOf = readCases(cases.map(([grader_id], index) => submission(index + 1, { grader_id })));

    test.each(cases.map(([grader, expected], index) => ({ grader, expected, index })))(
      'grader $grader as $expected',
      ({ expected, index }) => expect(lineOf(index)?.details['grader_id']).toBe(expected),
    );
  });

  test.each<[string, object, string]>([
    ['a score with a comma', { score: '8,5' }, 'values.score'],
    ['a score that is no number', { score: 'NaN' }, 'values.score'],
    ['an excuse that is neither true nor false', { excused: 'perhaps' }, 'details.grading_complete'],
    ['a time of posting that is none', { posted_at: 'perhaps' }, 'details.hidden'],
    ['no student', { user_id: '' }, 'identity.user_id'],
    ['a student that is a word', { user_id: 'Ann' }, 'identity.user_id'],
    ['a grade that was too large', { grade: '__CD2_oversized_truncated__' }, 'values.grade'],
    ['an instant that is none', { updated_at: 'yesterday' }, 'submissions.updated_at'],
    ['an instant of the future', { updated_at: '2031-01-01T00:00:00Z' }, 'submissions.updated_at'],
  ])('is refused with %s, and the others are not', async (_, value, field) => {
    const { lines, summary, notAfter } = await readSubmissions([submission(1), submission(2, { ...value })]);
    expect(lines).toHaveLength(1);
    expect(summary.problems.map((problem) => problem.field)).toEqual([field]);
    expect(JSON.stringify(summary.problems)).not.toMatch(/perhaps|Ann|yesterday|2031|8,5/);
    expect(notAfter).toBe('2024-03-12T10:00:00.000Z');
  });

  test('is refused where ids are texts, of which none is told', async () => {
    const ids = ['Ann was ill until spring', 'Ann was ill until autumn'];
    const { lines, summary } = await readSubmissions(ids.map((id) => submission(id)));
    expect(lines).toEqual([]);
    expect(summary.problemCount).toBe(2);
    expect(JSON.stringify(summary.problems)).not.toContain('Ann');
  });

  test('may come with numbers and truth as text', async () => {
    const {
      lines: [line],
    } = await readSubmissions([submission('5040', { score: '8.50', excused: 'f', assignment_id: '301' })]);
    expect(line?.values['score']).toBe(8.5);
  });
});

describe('of all scores, those of courses count', () => {
  const value = {
    enrollment_id: 8560,
    course_score: true,
    workflow_state: 'active',
    override_score: 95,
    updated_at: '2024-03-15T15:00:00.000Z',
  };
  test.each<[string, Record<string, string | number | boolean | null>, string | null]>([
    ['of a course', {}, null],
    ['of a grading period', { grading_period_id: 47 }, 'other_score'],
    ['of an assignment group', { assignment_group_id: 12 }, 'other_score'],
    ['that is said to be none', { course_score: false }, 'other_score'],
    ['that was deleted', { workflow_state: 'deleted' }, 'other_score'],
    ['whose enrolment is in no file', { enrollment_id: 8599 }, 'enrollment_unknown'],
  ])('one %s', async (_, change, reason) => {
    const folder = await newFolder();
    await writeRecords(folder, 'enrollments', await fixtureRecords('enrollments'));
    await writeRecords(folder, 'scores', [record(8060, { ...value, ...change })]);
    const source = await open(folder, { facets: ['override', 'course_score'] });
    const lines = await readAll(source);
    expect(lines).toHaveLength(reason === null ? 2 : 0);
    // Once for each facet.
    expect(source.summary.leftOut).toEqual(reason === null ? {} : { [reason]: 2 });
  });
});

describe('incremental files', () => {
  const early = '2024-03-01T00:00:00.000Z';
  const late = '2024-03-02T00:00:00.000Z';

  test('the newest version of a record counts, whichever file it is in', async () => {
    const folder = await newFolder();
    await writeRecords(folder, 'assignments', [assignment(301)]);
    await writeRecords(
      folder,
      'submissions',
      [submission(1, { score: 5 }, late), submission(2, { score: 6 }, early)],
      'jsonl',
      'a',
    );
    await writeRecords(
      folder,
      'submissions',
      [submission(1, { score: 7 }, early), submission(2, { score: 9 }, late)],
      'csv',
      'b',
    );
    const lines = sorted(await readAll(await open(folder)));
    expect(lines.map(({ values }) => values['score'])).toEqual([5, 9]);
  });

  test('what was deleted is counted and not acted on, and what was deleted and restored is there', async () => {
    const { lines, summary } = await readSubmissions([
      submission(1, {}, early),
      deleted(1, late),
      deleted(2, early),
      submission(2, {}, late),
    ]);
    expect(lines.map(({ key }) => key['submission_id'])).toEqual(['100700000000000002']);
    expect(summary.leftOut).toEqual({ deleted: 2 });
  });
});

describe('late and missing, by the rule of Canvas', () => {
  const due = { cached_due_date: '2024-03-01T00:00:00Z', submission_type: 'online_upload', grader_id: null };
  const unsubmitted = { ...due, submission_type: null, submitted_at: null };
  const cases: readonly [string, Values, { late: boolean; missing: boolean }][] = [
    ['in time', { ...due, submitted_at: '2024-03-01T00:00:00Z' }, { late: false, missing: false }],
    ['a second too late', { ...due, submitted_at: '2024-03-01T00:00:01Z' }, { late: true, missing: false }],
    [
      'a quiz, within its minute',
      { ...due, submission_type: 'online_quiz', submitted_at: '2024-03-01T00:01:00Z' },
      { late: false, missing: false },
    ],
    [
      'a quiz, beyond it',
      { ...due, submission_type: 'online_quiz', submitted_at: '2024-03-01T00:01:01Z' },
      { late: true, missing: false },
    ],
    ['not handed in', unsubmitted, { late: false, missing: true }],
    [
      'not handed in, and graded all the same',
      { ...unsubmitted, grader_id: 201 },
      { late: false, missing: false },
    ],
    ['not handed in, and excused', { ...unsubmitted, excused: true }, { late: false, missing: false }],
    ['not handed in, on paper', { ...unsubmitted, assignment_id: 302 }, { late: false, missing: false }],
    [
      'not handed in, a new quiz',
      { ...unsubmitted, assignment_id: 302, cached_quiz_lti: true },
      { late: false, missing: true },
    ],
    ['not due', { ...unsubmitted, cached_due_date: null }, { late: false, missing: false }],
    ['late by decree', { ...unsubmitted, late_policy_status: 'late' }, { late: true, missing: false }],
    [
      'missing by decree',
      { ...due, late_policy_status: 'missing', submitted_at: '2024-03-02T00:00:00Z' },
      { late: false, missing: true },
    ],
    [
      'with a status of its own',
      { ...unsubmitted, custom_grade_status_id: 3 },
      { late: false, missing: false },
    ],
  ];
  const lineOf = readCases(
    cases.map(([, value], index) => submission(index + 1, value)),
    [assignment(301), assignment(302, { submission_types: 'on_paper' })],
    { facets: ['submission'] },
  );

  test.each(cases.map(([what, , expected], index) => ({ what, expected, index })))(
    '$what',
    ({ expected, index }) => {
      const { late, missing } = lineOf(index)?.values ?? {};
      expect({ late, missing }).toEqual(expected);
    },
  );
});

describe('files that are refused, and nothing is read of any', () => {
  const good = () => textOf('submissions', [submission(1), submission(2)], 'jsonl');
  const csv = () => textOf('submissions', [submission(1), submission(2)], 'csv');
  const huge = 'x'.repeat(4 * 1024 * 1024);
  test.each<[string, () => string | Buffer, RegExp]>([
    [
      'gzip without its end',
      () => gzipSync(good()).subarray(0, -4),
      /its gzip data ends early or is damaged/,
    ],
    ['half a download', () => good().slice(0, -60), /its last line is cut off/],
    ['an empty file', () => '', /is empty/],
    [
      'lines that are no JSON',
      () => `${good()}{"meta":Ann}\n`,
      /line [34] or near it: expected one JSON object a line/,
    ],
    [
      'bytes that are no UTF-8',
      () => Buffer.concat([Buffer.from(good()), Buffer.from('{"value":{"grade":"\xe9"}}\n', 'latin1')]),
      /expected one JSON object a line, in UTF-8/,
    ],
    [
      'JSON lines after a byte order mark',
      () => `\ufeff${good()}`,
      /expected one JSON object a line, in UTF-8 without a byte order mark/,
    ],
    [
      'a file of another table',
      () => textOf('assignments', [assignment(301)], 'jsonl'),
      /has no column assignment_id. Is it a file of submissions/,
    ],
    [
      'a CSV file of another table',
      () => textOf('assignments', [assignment(301)], 'csv'),
      /has no column assignment_id. Is it a file of submissions/,
    ],
    ['a missing column', () => csv().replace('value.score', 'value.skore'), /has no column score/],
    [
      'a row with a field too many',
      () =>
        textOf('submissions', [submission(1, { custom_grade_status_id: 3 })], 'csv').replace(
          ',graded,',
          ',gra,ded,',
        ),
      /line [23] or near it: expected comma-separated values/,
    ],
    [
      'ids of another shard',
      () =>
        textOf(
          'submissions',
          [submission('93360000000000001'), submission('93360000000000002'), submission(3)],
          'jsonl',
        ),
      /Most ids of submissions are those of shard 9336, not of shard 10070/,
    ],
  ])('%s', async (_, content, message) => {
    const folder = await newFolder();
    await writeRecords(folder, 'assignments', [assignment(301)]);
    const path = await writeRecords(folder, 'submissions', []);
    await writeFile(path, content());
    const error = await open(folder).catch((reason: unknown) => reason);
    expect(String(error)).toMatch(message);
    expect(String(error)).not.toMatch(/Ann|gra,ded/);
  });

  test('a Parquet file without its end', async () => {
    const folder = await newFolder();
    await writeRecords(folder, 'assignments', [assignment(301)]);
    const path = await writeRecords(folder, 'submissions', [submission(1)], 'parquet');
    await writeFile(path, (await readFile(path)).subarray(0, -8));
    await expect(open(folder)).rejects.toThrow(/expected a whole Parquet file/);
  });

  test('a folder without files', async () => {
    await expect(open(await newFolder())).rejects.toThrow(/assignments holds no files/);
  });

  test('custom statuses that no file knows', async () => {
    const folder = await newFolder();
    for (const table of allTables) await writeRecords(folder, table, await fixtureRecords(table));
    await writeRecords(folder, 'submissions', [submission(1)]);
    await writeRecords(folder, 'scores', (await fixtureRecords('scores')).slice(0, 1));
    await expect(open(folder, { facets: ['custom_status'] })).rejects.toThrow(
      /no record .* custom_grade_status_id/,
    );
  });

  test.each([
    ['a byte order mark', (text: string) => `\ufeff${text}`, 'csv'],
    ['carriage returns', (text: string) => text.replaceAll('\n', '\r\n'), 'csv'],
    [
      'a text of 4 MB that is not read',
      (text: string) => text.replaceAll('"grade"', `"body":"${huge}","grade"`),
      'jsonl',
    ],
  ] as const)('but not for %s', async (_, change, format) => {
    const folder = await newFolder();
    await writeRecords(folder, 'assignments', [assignment(301)]);
    const path = await writeRecords(folder, 'submissions', []);
    await writeFile(path, change(textOf('submissions', [submission(1), submission(2)], format)));
    expect(await readAll(await open(folder))).toHaveLength(2);
  });
});

test('texts survive each format: quotes, separators, line breaks, backslashes, NULL and nothing', async () => {
  const titles = [
    '',
    'NULL',
    '\\N',
    'a\tb\nc\rd',
    '"quoted", it\'s',
    '\\n is no line break \\',
    'Épreuve 🎓',
  ];
  for (const format of ['jsonl', 'csv', 'tsv', 'parquet'] as const) {
    const folder = await newFolder();
    await writeRecords(
      folder,
      'assignments',
      titles.map((title, index) => assignment(index + 1, { title })),
      format,
    );
    await writeRecords(
      folder,
      'submissions',
      titles.map((_, index) => submission(index + 1, { assignment_id: index + 1 })),
      format,
    );
    const lines = sorted(await readAll(await open(folder)));
    expect(lines.map(({ details }) => details['assignment_name'])).toEqual(titles);
  }
});

test('keys are spread: a course does not come in one piece', async () => {
  const records = Array.from({ length: 400 }, (_, index) =>
    submission(index + 1, { course_id: index < 200 ? 1 : 2 }),
  );
  const { lines } = await readSubmissions(records);
  const ofFirstCourse = lines
    .slice(0, 200)
    .filter(({ identity }) => identity['course_id'] === '100700000000000001');
  expect(lines).toHaveLength(400);
  expect(ofFirstCourse.length).toBeGreaterThan(60);
  expect(ofFirstCourse.length).toBeLessThan(140);
});

test('nothing is left on disk, whether it was read, closed early or refused', async () => {
  const temporary = await newFolder();
  await readAll(await open(fixtureFolder, { temporary }));
  const source = await open(fixtureFolder, { temporary, facets: defaultFacets });
  for await (const page of source.lines()) if (page.length > 0) break;
  await source.close();
  await expect(open(root, { temporary })).rejects.toThrow(/holds no files/);
  expect(await readdir(temporary)).toEqual([]);
});

test('an interruption ends the reading', async () => {
  const interruption = new AbortController();
  interruption.abort(new Error('interrupted'));
  await expect(open(fixtureFolder, { signal: interruption.signal })).rejects.toThrow('interrupted');
});
