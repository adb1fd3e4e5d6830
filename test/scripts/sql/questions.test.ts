import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Row } from '../../../lambdas/consume-live-events/domain/merge.ts';
import type { DuckDb } from '../../../scripts/flat-files/open-duckdb.ts';
import { readNamedQuestion } from '../../../scripts/sql/questions.ts';
import { appealed, appealedEvents, historyItem } from '../../support/history.ts';
import { gradeChange, gradeOverride, liveEvent, rowOf } from '../../support/messages.ts';
import { answerTo, type Exported, exportRows, open } from './exported.ts';

const now = new Date().toISOString();
const yesterday = new Date(Date.now() - 25 * 3_600_000).toISOString();

/** The grade of a submission, that went from one score to another. */
function grade(id: number, body: object, event_time = '2026-03-02T10:00:00.000Z'): Row {
  const full = {
    submission_id: `2107000000000${1000 + id}`,
    points_possible: 10,
    old_points_possible: 10,
    ...body,
  };
  return rowOf(gradeChange(full, { event_time }));
}

function scores(user: number, override: number | null, final: number | undefined): Row[] {
  const courseScore = liveEvent('course_grade_change', {
    course_id: '565',
    user_id: String(user),
    final_score: final,
  });
  return [
    rowOf(
      gradeOverride({
        score_id: String(user),
        course_id: '565',
        user_id: String(user),
        override_score: override,
      }),
    ),
    ...(final === undefined ? [] : [rowOf(courseScore)]),
  ];
}

const rows: readonly Row[] = [
  grade(1, { grade: null, score: null, grading_complete: true }),
  grade(2, { grade: null, score: null, grading_complete: false }),
  grade(3, { score: 7, old_score: 8, muted: true, grader_id: '21070000000000901' }),
  grade(4, { score: 6.9, old_score: 8, muted: false, grader_id: '21070000000000901' }),
  grade(5, { score: 5, old_score: 50, old_points_possible: 100, grader_id: null }),
  grade(6, { score: 2, old_score: 3, points_possible: null, old_points_possible: null, grader_id: null }),
  grade(7, { score: 10, old_score: 10 }, now),
  grade(8, { score: 11, old_score: 4 }, yesterday),
  ...scores(11, 90, 80),
  ...scores(12, 80, 80),
  ...scores(13, null, 80),
  ...scores(14, 95, undefined),
  ...scores(15, 50, 80),
];

const day = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString();
/** A grade of a course of its own, at an instant. */
const inCourse = (submission_id: string, score: number | null, event_time: string) =>
  historyItem(
    gradeChange(
      { submission_id, score, grade: score === null ? null : `${score}`, points_possible: 10 },
      { event_time, context_id: '21070000000000888' },
    ),
  );

const history = [
  ...appealedEvents.map(([event, writtenAt]) => historyItem(event, writtenAt)),
  inCourse('21070000000008001', 8, '2026-03-01T10:00:00.000Z'),
  inCourse('21070000000008002', 2, '2026-03-01T11:00:00.000Z'),
  inCourse('21070000000008001', 6, '2026-03-02T10:00:00.000Z'),
  inCourse('21070000000008001', 4, '2026-03-02T11:00:00.000Z'),
  inCourse('21070000000008002', null, '2026-03-03T10:00:00.000Z'),
  inCourse('21070000000008003', 5, day(40)),
  inCourse('21070000000008003', 9, day(20)),
  inCourse('21070000000008003', 9, day(10)),
];

let exported: Exported;
let database: DuckDb;

beforeAll(async () => {
  exported = await exportRows(rows, ['parquet'], history);
  database = await open(join(exported.folder, 'parquet'));
});
afterAll(async () => {
  database.close();
  await exported.remove();
});

/** Answers a named question: of each row some columns. */
async function answer(name: string, ...columns: readonly string[]): Promise<unknown[]> {
  const { names, rows: found } = await answerTo(database, await readNamedQuestion(name));
  return found.map((cells) => columns.map((column) => cells[names.indexOf(column)]));
}

const submission = (id: number) => `2107000000000${1000 + id}`;

describe('the named question', () => {
  test('excused finds who is excused, and no one who is just not graded', async () => {
    expect(await answer('excused', 'submission_id')).toEqual([[submission(1)]]);
  });

  test('hidden finds what a student cannot see', async () => {
    expect(await answer('hidden', 'submission_id')).toEqual([[submission(3)]]);
  });

  test('changed finds the last day', async () => {
    expect(await answer('changed', 'submission_id')).toEqual([[submission(7)]]);
  });

  test('dropped finds what went down by more than 10 % of the points possible, whatever became of the points', async () => {
    expect(await answer('dropped', 'submission_id', 'dropped_percent')).toEqual([
      [submission(6), expect.closeTo(100 / 3)],
      [submission(4), expect.closeTo(11)],
    ]);
  });

  test('override-differs compares overrides with computed scores, known or not', async () => {
    expect(await answer('override-differs', 'user_id', 'difference')).toEqual([
      [expect.stringMatching(/15$/), -30],
      [expect.stringMatching(/11$/), 10],
      [expect.stringMatching(/14$/), null],
    ]);
  });

  test('histogram counts tenths, full marks and more in that of 100', async () => {
    expect(await answer('histogram', 'from_percent', 'scores', 'bar')).toEqual([
      [50, 1, '#'.repeat(20)],
      [60, 1, '#'.repeat(20)],
      [70, 1, '#'.repeat(20)],
      [100, 2, '#'.repeat(40)],
    ]);
  });

  test('by-grader counts what each has given', async () => {
    expect(await answer('by-grader', 'grader_id', 'grades', 'hidden', 'lowered')).toContainEqual([
      '21070000000000901',
      2,
      1,
      2,
    ]);
  });

  test('grade-states tells who had set each state, how long it stood, and since when the student could see it', async () => {
    const columns = ['submission_id', 'score', 'set_by', 'since', 'until', 'visible_since'];
    const states = await answer('grade-states', ...columns);
    expect(states.filter((state) => (state as unknown[])[0] === appealed)).toEqual([
      [appealed, 2, null, '2026-10-09T08:00:00.000Z', '2026-10-10T09:00:00.000Z', null],
      [
        appealed,
        6,
        '21070000000000901',
        '2026-10-10T09:00:00.000Z',
        '2026-10-20T15:00:00.000Z',
        '2026-10-14T12:00:00.000Z',
      ],
      [appealed, 4, '21070000000000902', '2026-10-20T15:00:00.000Z', null, '2026-10-20T15:00:00.000Z'],
    ]);
  });

  test('grader-changes tells of each change by each, and not of what only posted a grade', async () => {
    const changes = await answer(
      'grader-changes',
      'grader_id',
      'before_score',
      'score',
      'hidden',
      'submission_id',
    );
    expect(changes.filter((change) => (change as unknown[])[4] === appealed)).toEqual([
      ['21070000000000901', 2, 6, true, appealed],
      ['21070000000000902', 6, 4, false, appealed],
      [null, null, 2, true, appealed],
    ]);
  });

  test('course-mean tells the mean at the end of each day on which a score changed', async () => {
    const means = await answer('course-mean', 'course_id', 'mean_percent', 'scores');
    const ofCourse = means.filter((mean) => (mean as unknown[])[0] === '21070000000000888');
    expect(ofCourse.slice(0, 3).map((mean) => (mean as unknown[]).slice(1))).toEqual([
      [expect.closeTo(50), 2],
      [expect.closeTo(30), 2],
      [expect.closeTo(40), 1],
    ]);
  });

  test('after-due tells of changes since, and not of what only posted a grade', async () => {
    const changes = await answer('after-due', 'submission_id', 'before_score', 'score');
    const ofHistory = changes.filter((change) =>
      String((change as unknown[])[0]).startsWith('210700000000080'),
    );
    expect(ofHistory).toEqual([['21070000000008003', 5, 9]]);
  });
});
