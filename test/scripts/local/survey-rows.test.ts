import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { TableRow } from '../../../scripts/local/read-rows.ts';
import { surveyRows } from '../../../scripts/local/survey-rows.ts';

const grade = (submission_id: string, year: number, score: number | null, old: number | null): TableRow => ({
  table: 'submissions',
  row: {
    submission_id,
    facet: 'grade',
    event_time: `${year}-01-01T00:00:00.000Z`,
    current: { score },
    previous: old === null ? null : { score: old },
  },
});

const courseScore: TableRow = {
  table: 'course-scores',
  row: { course_id: '1', user_id: '2', event_time: '2000', current: { score: 1 }, previous: { score: 2 } },
};
const comment: TableRow = {
  table: 'submissions',
  row: { submission_id: '1', facet: 'comment#2', event_time: '2000', current: {}, previous: null },
};

/** From the one that shows most to the one that shows least. */
const rows = [
  grade('1', 2019, 5, 4),
  grade('2', 2019, 5, 4),
  grade('1', 2020, 5, 4),
  grade('1', 2017, 5, 5),
  grade('1', 2018, null, 5),
  grade('1', 2016, 5, null),
  courseScore,
  comment,
];

async function* stream(each: readonly TableRow[]) {
  yield* each;
}

test('the oldest grade that changed is the example, in whatever order rows come', async () => {
  const places = fc.uniqueArray(fc.integer({ min: 0, max: rows.length - 1 }), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(places, async (chosen) => {
      const { example } = await surveyRows(stream(chosen.map((place) => rows[place] as TableRow)));
      expect(example).toBe(rows[Math.min(...chosen)]);
    }),
  );
});

test('rows are counted by table and facet, and all comments are of one', async () => {
  const { counts } = await surveyRows(stream([...rows, comment]));

  expect(Object.fromEntries(counts)).toEqual({
    'submissions, grade': 6,
    'course-scores': 1,
    'submissions, comment': 2,
  });
});

test('no rows have no example', async () => {
  expect(await surveyRows(stream([]))).toEqual({ counts: new Map(), example: undefined });
});
