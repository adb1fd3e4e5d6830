import { describe, expect, test } from '@jest/globals';
import { UsageError } from '../../../scripts/command/command-error.ts';
import { type Options, parseOptions, type RowOptions } from '../../../scripts/grades/options.ts';

const now = new Date('2026-03-03T10:00:00.000Z');

function parse(line: string, environment: { [variable: string]: string } = {}): Options {
  const options = parseOptions(line.split(' ').filter(Boolean), environment, now);
  if (options === undefined) throw new Error('help');
  return options;
}

/** Of a question about rows. */
function parseRows(line: string, environment?: { [variable: string]: string }): RowOptions {
  const options = parse(line, environment);
  if ('history' in options) throw new Error('about the history');
  return options;
}

const asked = (line: string, environment?: { [variable: string]: string }) =>
  parseRows(line, environment).question.text;

describe('the command line', () => {
  test('asks of the installation without a name, as a table, for everything, by default', () => {
    expect(parse('course 21070000000000565')).toMatchObject({
      target: { stack: 'canvas-grade-state-prod' },
      format: 'table',
      limit: Infinity,
    });
  });

  test('limits changes by default', () => {
    expect(parseRows('changes --since 2026-03-01').limit).toBe(1000);
    expect(parseRows('changes --since 2026-03-01 --limit 5').limit).toBe(5);
  });

  test.each([
    ['course 5', 'newest'],
    ['course 5 --json', 'none'],
    ['course 5 --json --limit 9', 'newest'],
    ['course 5 --sort oldest', 'oldest'],
    ['changes --since 1d --format csv', 'newest'],
    ['changes --since 1d --format csv --sort none', 'none'],
    ['submission 5', 'none'],
  ])('%s is in the order %s', (line, order) => {
    expect(parseRows(line).order).toBe(order);
  });

  test('takes --json for --format json', () => {
    expect(parse('user 48 --json').format).toBe('json');
  });

  test.each(['--status excused', '--hidden', '--grader 9', '--dropped 10%', '--dropped 2.5 --facet grade'])(
    'reads only grades for %s',
    (filter) => {
      expect(parseRows(`course 5 ${filter}`).question.types).toEqual(['submissions-grade']);
    },
  );

  test('can ask for help', () => {
    expect(parseOptions(['--help'], {})).toBeUndefined();
  });

  test.each([
    ['submission 21070000000011086', 'submission 21070000000011086'],
    ['submission 11086 --shard 2107', 'submission 21070000000011086'],
    ['submission 2107~11086 --shard none', 'submission 21070000000011086'],
    ['score 43 --shard 2107', 'score 21070000000000043'],
    ['course-scores 2107~2', 'course-scores 21070000000000002'],
    ['course-scores 2107~2 7~3', 'course-scores 21070000000000002 70000000000003'],
    ['course https://s.example/courses/2107~565', 'course 21070000000000565'],
    ['changes --since 2026-03-01', 'changes since 2026-03-01T00:00:00.000Z'],
    ['changes --since 2026-03-01T08:00:00+01:00', 'changes since 2026-03-01T07:00:00.000Z'],
    ['changes --since 30m', 'changes since 2026-03-03T09:30:00.000Z'],
    ['changes --since 12h', 'changes since 2026-03-02T22:00:00.000Z'],
    ['changes --since 1d', 'changes since 2026-03-02T10:00:00.000Z'],
    ['changes --since 2w', 'changes since 2026-02-17T10:00:00.000Z'],
    [
      'submission https://s.example/courses/565/assignments/355/submissions/48 --shard 2107',
      'submission of user 21070000000000048 to assignment 21070000000000355',
    ],
  ])('%s asks for %s', (line, text) => {
    expect(asked(line)).toBe(text);
  });

  test.each([
    ['history 2107~11086', 'history 21070000000011086', undefined],
    [
      'history 565 48 --shard 2107 --at 2026-03-01',
      'history 21070000000000565 21070000000000048',
      '2026-03-01T00:00:00.000Z',
    ],
    ['history 5 --at 1d', 'history 5', '2026-03-02T10:00:00.000Z'],
    [
      'history https://s.example/courses/565/assignments/355/submissions/48 --shard 2107',
      'history of user 21070000000000048 to assignment 21070000000000355',
      undefined,
    ],
  ])('%s asks for %s', (line, text, at) => {
    expect(parse(line)).toMatchObject({ history: { text, at }, format: 'table' });
  });

  test('takes the shard of local ids from the environment, unless it is given', () => {
    expect(asked('user 48', { CANVAS_SHARD: '2107' })).toBe('user 21070000000000048');
    expect(asked('user 48', { CANVAS_SHARD: '' })).toBe('user 48');
    expect(asked('user 48 --shard 7', { CANVAS_SHARD: '2107' })).toBe('user 70000000000048');
    expect(asked('user 48 --shard none', { CANVAS_SHARD: '2107' })).toBe('user 48');
  });

  test.each([
    ['', 'A question is missing'],
    ['grades 1', 'No question is called grades'],
    ['submission', 'submission of what?'],
    ['submission 1 2', 'too many arguments: 2'],
    ['course-scores 1 2 3', 'too many arguments: 3'],
    ['changes 1 --since 2026-03-01', 'too many arguments: 1'],
    ['changes', 'Give --since'],
    ['user jane', 'jane: expected a Canvas id'],
    ['score https://s.example/courses/565', 'no URL of Canvas names a score'],
    ['assignment https://s.example/courses/565', 'names no assignment'],
    [
      'submission https://s.example/courses/5/gradebook/speed_grader?assignment_id=3&anonymous_id=x',
      'names no user',
    ],
    ['user 48 --shard 0', '--shard 0'],
    ['user 48 --since yesterday', '--since yesterday'],
    ['user 48 --since 2026-02-31', '--since 2026-02-31'],
    ['user 48 --since 2026-03-01T08:00:00', 'an instant with an offset'],
    ['user 48 --facet comment', 'expected grade, submission, custom_status, override, course_score'],
    ['user 48 --limit 0', '--limit 0'],
    ['user 48 --since 0d', '--since 0d'],
    ['user 48 --status excusd', 'expected graded, needs_review, excused, ungraded, deleted'],
    ['user 48 --grader jane', 'jane: expected a Canvas id'],
    ['user 48 --assignment x', 'x: expected a Canvas id'],
    ['user 48 --dropped 100', '--dropped 100: expected a percentage below 100'],
    ['user 48 --dropped=-1', '--dropped -1'],
    ['user 48 --hidden --facet override', '--hidden is of the facet grade, not override'],
    ['user 48 --sort score', 'expected newest, oldest, none'],
    ['user 48 --json --format csv', '--json and --format exclude each other'],
    ['assignment 5 --assignment 6', 'assignment has no option --assignment'],
    ['course-scores 5 --hidden', 'course-scores has no option --hidden'],
    ['submission 5 --sort newest', 'submission has no option --sort'],
    ['user 48 --segments 2', 'user has no option --segments'],
    ['history', 'history of what?'],
    ['history 1 2 3', 'history: too many arguments: 3'],
    ['history 1 --since 1d', 'history has no option --since'],
    ['history 1 --at noon', '--at noon: expected how long ago'],
    [
      'history 1 --facet grades',
      'expected grade, submission, comment, override, custom_status, course_score',
    ],
    ['history https://s.example/courses/565', 'names no assignment'],
    ['submission 48 --at 1d', 'submission has no option --at'],
    ['submission 48 --since 2026-03-01', 'submission has no option --since'],
    ['changes --since 2026-03-01 --segments 17', '--segments 17'],
    ['user 48 --format xml', 'expected table, json, ndjson, csv'],
    ['user 48 --local --stack x', '--stack and --local'],
    ['user 48 --colour', '--colour'],
  ])('"%s" is refused with a reason', (line, reason) => {
    expect(() => parse(line)).toThrow(UsageError);
    expect(() => parse(line)).toThrow(reason);
  });

  test('refuses a wrong shard in the environment by the name of the variable', () => {
    expect(() => parse('user 48', { CANVAS_SHARD: 'x' })).toThrow('CANVAS_SHARD x');
  });
});
