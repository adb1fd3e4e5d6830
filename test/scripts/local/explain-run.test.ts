import { describe, expect, test } from '@jest/globals';
import { PAGE_WIDTH } from '../../../scripts/command/text.ts';
import { type Explanation, explainRun } from '../../../scripts/local/explain-run.ts';
import { deadLetter } from '../../support/dead-letters.ts';

const plain = (_style: string, text: string) => text;

const row = {
  submission_id: '21070000000011086',
  facet: 'grade',
  user_id: '48',
  event_name: 'grade_change',
  current: {
    grade: '5',
    score: 5,
    points_possible: 1,
    status: 'graded',
    event_time: '2019-11-01T19:11:05.222Z',
  },
  previous: { grade: '4', score: 4, points_possible: 1, source: 'reported' },
};

const rejected = (body: string, detail: string, code = 'invalid_event') =>
  deadLetter({ body, rejection: { code, detail } });

const deadLetters = [
  ...['a', 'b', 'c', 'd'].map((field) => rejected(field, `body.${field}: expected text`)),
  ...['x', 'y', 'z'].map((body) => rejected(body, 'body.score: expected a finite number')),
  rejected('n', 'body: expected JSON', 'invalid_json'),
  deadLetter({ body: 'f' }),
];

const explanation: Explanation = {
  account: {
    sent: 24,
    outcomes: { applied: 10, unchanged: 2, ignored: 3, rejected: 8, failed: 1 },
    deadLetters,
    missing: [],
  },
  survey: { counts: new Map([['submissions, grade', 9]]), example: { table: 'submissions', row } },
  ignored: new Map([
    ['quiz_submitted', 2],
    ['grade_changed', 1],
  ]),
  sources: new Map(deadLetters.map(({ body }) => [body, [`/here/${body}.ndjson:1`]])),
};

const explain = (parts: Partial<Explanation> = {}, all = false) =>
  explainRun(
    { ...explanation, ...parts },
    { paint: plain, all, shorten: (source) => source.replace('/here/', '') },
  );

describe('a run is explained by', () => {
  test('one event, before and now', () => {
    expect(explain()).toContain(`One event, and what its row says
  grade_change at 2019-11-01T19:11:05.222Z, submission 21070000000011086
    before  "4" 4 of 1 (reported)
    now     "5" 5 of 1 (graded)`);
  });

  test('what became of how many messages', () => {
    expect(explain()).toContain(`24 messages sent
  applied    10  changed a row
  unchanged   2  a copy, or older than both states of its row
  ignored     3  carries no grade state
  rejected    8  in the dead-letter queue, with the reason
  failed      1  in the dead-letter queue after too many attempts
`);
  });

  test('how many rows there are of each kind', () => {
    expect(explain()).toContain('9 rows\n  submissions, grade  9');
  });

  test('what was ignored by name, and what may have been meant by a name', () => {
    expect(explain()).toContain(`Ignored, by event name
  grade_changed, quiz_submitted (2)
  grade_changed is no event that carries grade state. Did you mean grade_change?
`);
  });

  test('what was rejected, by code and reason, with where it is from and never its body', () => {
    expect(explain()).toContain(`Dead letters, by reason
  invalid_event (7)
    body.score: expected a finite number
      x.ndjson:1
      y.ndjson:1
      and 1 more
    body.a: expected text
      a.ndjson:1
    body.b: expected text
      b.ndjson:1
    and 2 reasons more: --rows tells all
  invalid_json (1)
    body: expected JSON
      n.ndjson:1
  failed (1)
    received too often without success
      f.ndjson:1`);
  });

  test('every reason and every source, when all are asked for', () => {
    const text = explain({}, true);

    expect(text).not.toContain('more');
    for (const { body } of deadLetters) expect(text).toContain(`${body}.ndjson:1`);
  });

  test('the code alone, where a rejection had no room for its detail', () => {
    const letters = [rejected('n', '')];

    expect(explain({ account: { ...explanation.account, deadLetters: letters } })).toContain(
      '  invalid_event (1)\n      n.ndjson:1',
    );
  });

  test('what is not accounted for', () => {
    const account = { ...explanation.account, missing: ['4 wait in the queue'] };

    expect(explain({ account })).toContain('\n  Not accounted for: 4 wait in the queue.\n');
  });

  test('whether it is as the fixtures expect, and how not', () => {
    expect(explain()).not.toContain('fixtures expect');
    expect(explain({ differences: [] })).toContain(
      '  As the fixtures expect: those of fixtures/rejected are',
    );
    expect(explain({ differences: ['a.json was to be ignored, and failed.'] })).toContain(
      '  Not as the fixtures expect:\n    a.json was to be ignored, and failed.',
    );
  });
});

test('a run of nothing but ignored events has nothing to say of rows and rejections', () => {
  const text = explain({
    account: { ...explanation.account, deadLetters: [] },
    survey: { counts: new Map(), example: undefined },
  });

  expect(text).not.toMatch(/One event|row(?! changed|$)s? *$|Dead letters/m);
});

test('an explanation fits the page, whatever is in it', () => {
  const long = 'x'.repeat(300);
  const text = explain({
    account: {
      ...explanation.account,
      deadLetters: [rejected(long, `body.${long}: expected`)],
      missing: [long],
    },
    ignored: new Map(Array.from({ length: 50 }, (_, i) => [`event_of_the_name_${i}`, 1])),
    sources: new Map([[long, [long]]]),
    differences: [long],
  });

  expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(PAGE_WIDTH);
});
