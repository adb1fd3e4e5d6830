import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type GraphqlCourseOptions,
  openGraphqlCourse,
} from '../../../../scripts/snapshot/graphql/open-graphql-course.ts';
import type { Line } from '../../../../scripts/snapshot/lines/read-line.ts';
import { readToken } from '../../../../scripts/snapshot/settings.ts';
import {
  type Disturbance,
  type FakeAssignment,
  type FakeCanvas,
  type FakeCanvasOptions,
  type FakeCourse,
  rateLimitExceeded,
  startFakeCanvas,
} from './fake-canvas.ts';

const token = '10070~TheTokenOfATeacher';

let temporary: string;
beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'graphql-'));
});
afterAll(() => rm(temporary, { recursive: true }));

type Fields = { readonly [name: string]: unknown };

function submission(id: string, fields: Fields = {}): Fields {
  return {
    _id: id,
    user: { _id: '1140' },
    state: 'graded',
    grade: '9',
    score: 9,
    excused: false,
    gradeHidden: false,
    postedAt: '2024-03-13T10:00:00Z',
    updatedAt: '2024-03-13T10:00:00Z',
    attempt: 1,
    submissionType: 'online_upload',
    submittedAt: '2024-03-12T20:15:00Z',
    gradedAt: '2024-03-13T10:00:00Z',
    late: false,
    missing: false,
    ...fields,
  };
}

function assignment(id: string, submissions: readonly Fields[] | null, fields: Fields = {}): FakeAssignment {
  return {
    fields: { _id: id, name: 'Essay 1', pointsPossible: 10, updatedAt: '2024-01-15T08:00:00Z', ...fields },
    submissions,
  };
}

function enrollment(id: string, user: string, fields: Fields = {}, grades: Fields = {}): Fields {
  return {
    _id: id,
    state: 'active',
    updatedAt: '2024-01-15T08:00:00Z',
    user: { _id: user },
    grades: { currentScore: 80, finalScore: 8, unpostedCurrentScore: 80, unpostedFinalScore: 8, ...grades },
    ...fields,
  };
}

function courseOf(fields: Partial<FakeCourse> = {}): FakeCourse {
  return {
    id: '106',
    permissions: { viewAllGrades: true, manageGrades: false },
    assignments: [assignment('301', [submission('5040')])],
    enrollments: [enrollment('8550', '1150')],
    ...fields,
  };
}

type Read = {
  readonly lines: readonly Line[];
  readonly canvas: FakeCanvas;
  readonly notAfter: string | null;
  readonly leftOut: object;
};

async function read(
  course: FakeCourse = courseOf(),
  options: Partial<GraphqlCourseOptions> = {},
  canvasOptions: Partial<FakeCanvasOptions> = {},
): Promise<Read> {
  const canvas = await startFakeCanvas({ course, token, ...canvasOptions });
  try {
    const source = await openGraphqlCourse({
      canvas: canvas.url,
      course: '106',
      shard: '10070',
      facets: ['grade', 'course_score'],
      token,
      now: new Date('2026-01-01T00:00:00Z'),
      signal: new AbortController().signal,
      clock: canvas.clock,
      temporary,
      ...options,
    });
    const lines: Line[] = [];
    for await (const page of source.lines()) lines.push(...page);
    await source.close();
    expect(source.summary.problems).toEqual([]);
    return { lines, canvas, notAfter: source.notAfter, leftOut: source.summary.leftOut };
  } finally {
    await canvas.close();
  }
}

/** Answers some requests otherwise. */
function disturb(disturbances: { readonly [request: number]: Disturbance }): Partial<FakeCanvasOptions> {
  return { disturb: (request) => disturbances[request] };
}

test('students who have concluded or were deactivated are in it', async () => {
  const left = submission('5041', { user: { _id: '1141' }, hasLeft: true });
  const { lines } = await read(courseOf({ assignments: [assignment('301', [submission('5040'), left])] }), {
    facets: ['grade'],
  });
  expect(lines.map(({ identity }) => identity['user_id'])).toEqual([
    '100700000000001140',
    '100700000000001141',
  ]);
});

test('a course makes lines in the neutral form, with ids of the shard', async () => {
  const { lines, notAfter } = await read(courseOf(), { facets: ['grade', 'submission', 'course_score'] });
  expect(lines).toMatchSnapshot();
  // Canvas said 12:00 when it was asked first.
  expect(notAfter).toBe('2024-04-10T11:55:00.000Z');
});

test('an id that is global stays as it is, and those of another shard too', async () => {
  const { lines } = await read(
    courseOf({
      assignments: [
        assignment('301', [submission('100700000000005040', { user: { _id: '93360000000001137' } })]),
      ],
    }),
  );
  expect(lines[0]?.key['submission_id']).toBe('100700000000005040');
  expect(lines[0]?.identity['user_id']).toBe('93360000000001137');
});

test.each<[string, Fields, object, boolean]>([
  ['graded', {}, { status: 'graded', hidden: false, grading_complete: true }, false],
  ['hidden', { postedAt: null }, { status: 'graded', hidden: true, grading_complete: true }, false],
  [
    'excused',
    { score: null, grade: null, excused: true },
    { status: 'excused', hidden: false, grading_complete: true },
    false,
  ],
  [
    'waiting for a review',
    { state: 'pending_review' },
    { status: 'needs_review', hidden: false, grading_complete: false },
    false,
  ],
  [
    'a placeholder',
    { state: 'unsubmitted', score: null, grade: null },
    { status: 'ungraded', hidden: false, grading_complete: false },
    true,
  ],
])('a submission that is %s', async (_, fields, details, onlyExisting) => {
  const {
    lines: [line],
  } = await read(courseOf({ assignments: [assignment('301', [submission('1', fields)])] }));
  expect(line).toMatchObject({ details, onlyExisting });
});

test('an attempt of 0 is none', async () => {
  const course = courseOf({ assignments: [assignment('301', [submission('1', { attempt: 0 })])] });
  const {
    lines: [line],
  } = await read(course, { facets: ['submission'] });
  expect(line?.values['attempt']).toBeNull();
});

test('the order is the newer of the two times of change', async () => {
  const {
    lines: [line],
  } = await read(
    courseOf({
      assignments: [assignment('301', [submission('1')], { updatedAt: '2024-03-13T05:00:01-07:00' })],
    }),
  );
  expect(line?.asOf).toBe('2024-03-13T12:00:01.000Z');
});

test('all pages are read, of assignments, submissions and enrolments, and of every grading period', async () => {
  const many = Array.from({ length: 250 }, (_, index) => index + 1);
  const { lines, canvas } = await read(
    courseOf({
      assignments: [
        ...many.map((id) => assignment(String(id), [submission(String(1000 + id))])),
        {
          ...assignment(
            '301',
            many.map((id) => submission(String(5000 + id))),
          ),
          ofEarlierPeriod: true,
        },
      ],
      enrollments: many.map((id) => enrollment(String(id), String(id))),
    }),
  );
  expect(new Set(lines.map(({ key }) => JSON.stringify(key))).size).toBe(750);
  expect(canvas.mostInFlight()).toBeLessThanOrEqual(6);
  expect(canvas.mostInFlight()).toBeGreaterThan(1);
});

test('a submission that changed after the assignments were read is left out, and one without a name', async () => {
  const { lines, leftOut } = await read(
    courseOf({
      assignments: [
        assignment('301', [
          submission('1', { updatedAt: '2024-04-10T11:55:00Z' }),
          submission('2', { updatedAt: '2024-04-10T11:55:01Z' }),
          submission('3', { user: null }),
        ]),
      ],
    }),
    { facets: ['grade'] },
  );
  expect(lines.map(({ key }) => key['submission_id'])).toEqual(['100700000000000001']);
  expect(leftOut).toEqual({ newer_than_assignments: 1, anonymous: 1 });
});

test('of several enrolments of a student the active one that changed last counts', async () => {
  const { lines, leftOut } = await read(
    courseOf({
      enrollments: [
        enrollment('1', '7', { updatedAt: '2024-01-01T00:00:00Z' }, { currentScore: 1 }),
        enrollment('2', '7', { updatedAt: '2024-01-02T00:00:00Z' }, { currentScore: 2 }),
        enrollment('3', '7', { state: 'completed', updatedAt: '2024-01-03T00:00:00Z' }, { currentScore: 3 }),
      ],
    }),
    { facets: ['course_score'] },
  );
  expect(lines.map(({ values }) => values['current_score'])).toEqual([2]);
  expect(leftOut).toEqual({ other_enrollment: 2 });
});

describe('Canvas is asked again', () => {
  const html = {
    status: 200,
    text: '<!DOCTYPE html><title>Down for maintenance</title>',
    headers: { 'Content-Type': 'text/html' },
  };
  test.each<[string, Disturbance]>([
    ['after 403 with the words of its throttle', rateLimitExceeded],
    ['after 429', { status: 429, text: '' }],
    ['after 500', { status: 500, text: '{"errors":[{"message":"An error occurred."}]}' }],
    ['after 502 in HTML', { ...html, status: 502 }],
    ['after HTML in place of JSON', html],
  ])('%s', async (_, disturbance) => {
    const { lines, canvas } = await read(
      courseOf(),
      {},
      disturb({ 1: disturbance, 3: disturbance, 4: disturbance }),
    );
    expect(lines).toHaveLength(2);
    expect(canvas.clock.slept()).toBeGreaterThanOrEqual(3000);
  });

  test('no sooner than it said', async () => {
    const { canvas } = await read(
      courseOf(),
      {},
      disturb({ 2: { status: 429, text: '', headers: { 'Retry-After': '90' } } }),
    );
    expect(canvas.clock.slept()).toBeGreaterThanOrEqual(90_000);
  });

  test('and no more than eight times', async () => {
    const always = { disturb: () => ({ status: 503, text: 'secret' }) };
    await expect(read(courseOf(), {}, always)).rejects.toThrow(/^127\.0\.0\.1:\d+ answered 503, 8 times\.$/);
  });
});

test('the token never comes near its limit: requests slow down before Canvas refuses them', async () => {
  const assignments = Array.from({ length: 120 }, (_, index) =>
    assignment(String(index + 1), [submission(String(index + 1))]),
  );
  const { lines, canvas } = await read(courseOf({ assignments }), { facets: ['grade'] }, { cost: 40 });
  expect(lines).toHaveLength(120);
  expect(canvas.throttled()).toBe(0);
  // 122 requests of 40 units, less the 600 that the bucket takes at first, at 10 a second.
  expect(canvas.clock.slept()).toBeGreaterThan(300_000);
});

describe('nothing is read of a course', () => {
  test.each<[string, FakeCourse, RegExp]>([
    [
      'that the token does not see',
      courseOf({ id: '107' }),
      /does not answer course: the token may not see it/,
    ],
    ['whose permissions are not told', courseOf({ permissions: null }), /does not answer course.permissions/],
    [
      'whose grades the token may not all view',
      courseOf({ permissions: { viewAllGrades: false, manageGrades: null } }),
      /may not view all grades of course 106/,
    ],
    [
      'whose submissions it does not see',
      courseOf({ assignments: [assignment('301', null)] }),
      /does not answer assignment.connection/,
    ],
    [
      'of which it does not see one grade',
      courseOf({
        assignments: [
          assignment('301', [
            submission('1'),
            submission('2', { gradeHidden: true, score: null, grade: null }),
          ]),
        ],
      }),
      /does not answer assignment.connection.nodes.1.gradeHidden/,
    ],
    [
      'whose enrolments it does not see',
      courseOf({ enrollments: null }),
      /does not answer course.connection/,
    ],
    [
      'of which it does not see one score',
      courseOf({ enrollments: [enrollment('1', '1', { grades: null })] }),
      /does not answer course.connection.nodes.0.grades/,
    ],
    [
      'whose unposted scores it does not see',
      courseOf({
        enrollments: [enrollment('1', '1', {}, { unpostedCurrentScore: null, unpostedFinalScore: null })],
      }),
      /does not see unposted scores of course 106/,
    ],
  ])('%s', async (_, course, message) => {
    await expect(read(course)).rejects.toThrow(message);
  });

  test.each<[string, Disturbance, RegExp]>([
    [
      'that is answered in part',
      { status: 200, text: '{"data":{"course":null},"errors":[{"message":"Ann"}]}' },
      /answered a query in part or not at all/,
    ],
    ['when the token has expired', { status: 401, text: '' }, /does not accept CANVAS_API_TOKEN/],
    ['when it is forbidden', { status: 403, text: 'Ann' }, /answered 403 to a query/],
    [
      'when it is sent on to a login page',
      { status: 302, text: '', headers: { Location: 'https://login.example.edu' } },
      /answered 302 to a query/,
    ],
  ])('%s', async (_, disturbance, message) => {
    const error: unknown = await read(courseOf(), {}, disturb({ 3: disturbance })).catch(
      (reason: unknown) => reason,
    );
    expect(String(error)).toMatch(message);
    expect(String(error)).not.toContain('Ann');
  });

  test('when Canvas does not answer', async () => {
    const canvas = await startFakeCanvas({ course: courseOf(), token });
    await canvas.close();
    await expect(read(courseOf(), { canvas: canvas.url })).rejects.toThrow(/could not be reached, 8 times/);
  });

  test('and nothing is left on disk', async () => {
    expect(await readdir(temporary)).toEqual([]);
  });
});

describe('the token', () => {
  test('is in no message, whatever goes wrong', async () => {
    const replies = [
      { status: 401, text: token },
      { status: 400, text: token },
      { status: 500, text: token },
      { status: 200, text: `{"errors":"${token}"}` },
      { status: 200, text: `<html>${token}` },
      { status: 200, text: `{"data":{"course":"${token}"}}` },
    ];
    for (const reply of replies) {
      const error: unknown = await read(courseOf(), {}, { disturb: () => reply }).catch(
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(Error);
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(token);
    }
  });

  test('comes from the environment', () => {
    expect(readToken({ CANVAS_API_TOKEN: ` ${token}\n` })).toBe(token);
    expect(() => readToken({})).toThrow(/CANVAS_API_TOKEN: expected an access token/);
    expect(() => readToken({ CANVAS_API_TOKEN: 'two words' })).toThrow(/expected an access token/);
  });

  test.each(['http://canvas.example.edu', 'canvas.example.edu', 'ftp://canvas.example.edu'])(
    'is not sent to %s',
    async (canvas) => {
      await expect(read(courseOf(), { canvas })).rejects.toThrow(
        /--canvas: expected an address that begins with https/,
      );
    },
  );
});
