import { describe, expect, test } from '@jest/globals';
import { readLine } from '../../../../scripts/snapshot/lines/read-line.ts';
import {
  commentLine,
  courseScoreLine,
  gradeLine,
  overrideLine,
  submissionLine,
  without,
} from './neutral-lines.ts';

const latest = '2026-01-01T00:00:00.000Z';
const read = (line: unknown) => readLine(JSON.stringify(line), latest);

function problemOf(line: unknown): string {
  const reading = read(line);
  if (reading.ok) throw new Error('accepted');
  return `${reading.field}: ${reading.expected}`;
}

describe('a good line', () => {
  test('gives ids, values and details as they are, and instants in UTC with milliseconds', () => {
    const line = gradeLine({ as_of: '2024-03-13T03:00:00-07:00', only_existing: true }, { score: null });
    expect(read(line)).toEqual({
      ok: true,
      line: {
        table: 'submissions',
        key: { submission_id: '100700000000005040', facet: 'grade' },
        facet: 'grade',
        identity: {
          assignment_id: '100700000000000301',
          course_id: '100700000000000106',
          user_id: '100700000000001140',
        },
        values: { grade: '9', score: null, points_possible: 10 },
        details: { status: 'graded', hidden: false, grading_complete: true },
        asOf: '2024-03-13T10:00:00.000Z',
        source: 'canvas_data_2',
        onlyExisting: true,
      },
    });
  });

  test.each([
    ['grade', gradeLine()],
    ['submission', submissionLine()],
    ['comment', commentLine()],
    ['override', overrideLine()],
    ['course_score', courseScoreLine()],
    [
      'custom_status',
      gradeLine({
        key: { submission_id: '100700000000005040', facet: 'custom_status' },
        values: { status: 'Under appeal', status_id: '100700000000000003' },
        details: {},
      }),
    ],
    [
      'custom_status',
      overrideLine({
        key: { score_id: '100700000000008060', facet: 'custom_status' },
        values: { status: null, status_id: null },
      }),
    ],
  ])('%s is read', (facet, line) => {
    expect(read(line)).toMatchObject({ ok: true, line: { facet, onlyExisting: false } });
  });

  test('may leave out details, and what it does not know of the identity', () => {
    const line = gradeLine({ details: {}, identity: { user_id: null } });
    expect(read(line)).toMatchObject({ ok: true, line: { identity: {}, details: {} } });
  });
});

describe('a line that lacks one value is refused', () => {
  test.each([gradeLine(), submissionLine(), commentLine(), overrideLine(), courseScoreLine()])(
    '%j',
    (line) => {
      const values = line['values'] as { readonly [name: string]: unknown };
      for (const name of Object.keys(values)) {
        expect(problemOf({ ...line, values: without(values, name) })).toBe(
          `values.${name}: expected a value or null: a line holds all values of its row, or is no line`,
        );
      }
    },
  );
});

describe('a bad line', () => {
  const global = 'expected a global Canvas id as text';
  test.each<[string, unknown]>([
    ['line: expected a JSON object', []],
    ['table: expected submissions, scores, course-scores', gradeLine({ table: 'grades' })],
    [
      'key.facet: expected grade, submission, comment, custom_status',
      gradeLine({ key: { submission_id: '100700000000005040', facet: 'constructor' } }),
    ],
    ['key.facet: expected grade, submission, comment, custom_status', without(gradeLine(), 'key')],
    [
      'key.facet: expected comment#<global id of the comment>',
      { ...commentLine(), key: { submission_id: '100700000000005040', facet: 'comment#7040' } },
    ],
    [
      'key.facet: expected comment#<global id of the comment>',
      { ...commentLine(), key: { submission_id: '100700000000005040', facet: 'comment' } },
    ],
    [`key.submission_id: ${global}`, gradeLine({ key: { submission_id: '5040', facet: 'grade' } })],
    [`key.submission_id: ${global}`, gradeLine({ key: { submission_id: 100700000000001, facet: 'grade' } })],
    ['key.submission_id: expected a key attribute', gradeLine({ key: { facet: 'grade' } })],
    [
      'key.score_id: expected no field of this name',
      gradeLine({ key: { submission_id: '100700000000005040', facet: 'grade', score_id: '1' } }),
    ],
    [`identity.user_id: ${global}`, gradeLine({ identity: { user_id: '1140' } })],
    [
      'identity.enrollment_id: expected no field of this name',
      gradeLine({ identity: { enrollment_id: null } }),
    ],
    ['values: expected an object', gradeLine({ values: null })],
    ['as_of: expected an ISO 8601 instant with an offset', gradeLine({ as_of: '' })],
    [
      'values.score: expected a finite number that DynamoDB can hold, got text',
      gradeLine({}, { score: '9' }),
    ],
    ['values.score: expected a finite number that DynamoDB can hold', gradeLine({}, { score: 1e200 })],
    ['values.grade: expected text', gradeLine({}, { grade: 9 })],
    [
      'values.grade: expected the text itself, which was too large',
      gradeLine({}, { grade: '__CD2_oversized_truncated__' }),
    ],
    ['values.published_score: expected no field of this name', gradeLine({}, { published_score: 9 })],
    ['values.unprintable: expected no field of this name', gradeLine({}, { 'ann@example.edu': 9 })],
    ['values.attempt: expected a whole number', submissionLine({ attempt: 1.5 })],
    ['values.late: expected true or false, got text', submissionLine({ late: 'false' })],
    [
      'values.submitted_at: expected an ISO 8601 instant with an offset',
      submissionLine({ submitted_at: '2024-03-12' }),
    ],
    [`values.attachment_ids.1: ${global}`, commentLine({ attachment_ids: ['100700000000060001', '60002'] })],
    ['details.grader_id: expected a global Canvas id as text', gradeLine({ details: { grader_id: '201' } })],
    ['details.body: expected no field of this name', { ...commentLine(), details: { body: 'See me.' } }],
    ['as_of: expected this field', without(gradeLine(), 'as_of')],
    ['as_of: expected an ISO 8601 instant with an offset', gradeLine({ as_of: '2024-02-31T00:00:00Z' })],
    [
      'as_of: expected an instant that is not in the future',
      gradeLine({ as_of: '2026-01-01T00:00:00.001Z' }),
    ],
    ['source: expected canvas_data_2 or api', gradeLine({ source: 'spreadsheet' })],
    ['only_existing: expected true or false, got text', gradeLine({ only_existing: 'yes' })],
    ['comment: expected no field of this name', gradeLine({ comment: 'checked by hand' })],
  ])('%s', (problem, line) => {
    expect(problemOf(line)).toBe(problem);
  });

  test('is refused as no JSON, without a word of what it says', () => {
    const reading = readLine('{"grade": "Ann failed', latest);
    expect(reading).toEqual({ ok: false, field: 'line', expected: 'expected a JSON object' });
  });
});
