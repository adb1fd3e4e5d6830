import { describe, expect, test } from '@jest/globals';
import { PAGE_WIDTH } from '../../../scripts/command/text.ts';
import { describeBatch, describeRows, toDocument } from '../../../scripts/local/print.ts';
import { toPlain } from '../../../scripts/reader/plain-row.ts';
import { deadLetter } from '../../support/dead-letters.ts';

const plain = (_style: string, text: string) => text;

const grade = {
  submission_id: '21070000000011086',
  facet: 'grade',
  user_id: '48',
  current: {
    grade: '5',
    score: 5,
    points_possible: 1,
    status: 'graded',
    hidden: true,
    grader_id: '987',
    event_time: '2019-11-01T19:11:05.222Z',
  },
  previous: { grade: '4', score: 4, points_possible: 1, source: 'reported' },
};

const result = {
  sent: 4,
  outcomes: { applied: 2, unchanged: 0, ignored: 0, rejected: 1, failed: 1 },
  rows: {
    submissions: [grade],
    scores: [],
    history: [],
    'course-scores': [
      {
        course_id: '2',
        user_id: '3',
        current: { current_score: 17.31, final_score: null, event_time: '2019-12-11T16:26:34.552Z' },
        previous: null,
      },
    ],
  },
  deadLetters: [
    deadLetter({ eventName: undefined }),
    deadLetter({ rejection: { code: 'invalid_json', detail: 'body: expected JSON' } }),
  ],
  missing: [],
};

describe('describeRows', () => {
  const text = describeRows(result.rows, plain);

  test('shows a grade now and before, who, when and whether it is hidden', () => {
    expect(text).toContain(
      [
        '  submission 21070000000011086  grade  student 48  at 2019-11-01T19:11:05.222Z',
        '    now     "5" 5 of 1 (graded, hidden, by 987)',
        '    before  "4" 4 of 1 (reported)',
      ].join('\n'),
    );
  });

  test('shows the values that are known of other facets', () => {
    expect(text).toContain(
      '  course 2  student 3  at 2019-12-11T16:26:34.552Z\n    now     current 17.31\n    before  -',
    );
  });

  test('names the author of a comment once', () => {
    const current = { author_id: '17', event_time: '2024-03-01T00:00:00.000Z' };
    const comment = { submission_id: '1', facet: 'comment#2', current, previous: null };

    expect(describeRows({ ...result.rows, submissions: [comment] }, plain)).toContain(
      '  submission 1  comment#2  at 2024-03-01T00:00:00.000Z\n    now     author id 17\n    before  -',
    );
  });

  test('keeps a grade of any length within the page', () => {
    const row = { ...grade, current: { ...grade.current, grade: 'A long grade, in words. '.repeat(20) } };

    const lines = describeRows({ ...result.rows, submissions: [row] }, plain).split('\n');

    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(PAGE_WIDTH);
  });

  test('lets no grade steer the terminal', () => {
    const row = { ...grade, current: { ...grade.current, grade: '\u001b[2J\u009b5\nx' } };

    const shown = describeRows({ ...result.rows, submissions: [row] }, plain);

    expect(shown).toContain('now     "\\u001b[2J\\u009b5\\nx" 5 of 1');
  });
});

test('toDocument has exactly what the contract names', () => {
  expect(JSON.parse(toDocument(result))).toEqual({
    sent: 4,
    outcomes: result.outcomes,
    rows: result.rows,
    deadLetters: [
      { code: null, detail: null, body: 'a secret' },
      { code: 'invalid_json', detail: 'body: expected JSON', body: 'a secret' },
    ],
  });
});

test('toDocument has no detail of a rejection that had no room for it', () => {
  const letter = deadLetter({ rejection: { code: 'invalid_json', detail: '' } });

  expect(JSON.parse(toDocument({ ...result, deadLetters: [letter] }))).toMatchObject({
    deadLetters: [{ code: 'invalid_json', detail: null }],
  });
});

test('toPlain turns DynamoDB values into JSON with sorted keys', () => {
  const item = {
    M: {
      z: { N: '17.310' },
      a: { L: [{ S: 'x' }, { NULL: true }, { BOOL: false }] },
      m: { M: { b: { S: '2' }, a: { S: '1' } } },
    },
  };

  expect(JSON.stringify(toPlain(item))).toBe('{"a":["x",null,false],"m":{"a":"1","b":"2"},"z":17.31}');
});

test('describeBatch tells what will come again, and why', () => {
  const error = '{"level":"ERROR","message":"message failed","error":"TimeoutError"}';
  const report = { records: [], failed: new Set(['a', 'b']), logs: ['{"level":"INFO"}', error, error] };

  expect(describeBatch(report, { applied: 3, ignored: 0 })).toBe(
    `0 messages received: 3 applied, 2 failed, to be delivered again\n  ${error}`,
  );
});
