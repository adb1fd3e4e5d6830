import { describe, expect, test } from '@jest/globals';
import { readId, readUrl } from '../../../scripts/reader/canvas-ids.ts';

describe('an id', () => {
  test.each([
    ['global', '21070000000011086', '2107', '21070000000011086'],
    ['global, of another shard than the default', '100700000000005040', '2107', '100700000000005040'],
    ['local, with a shard', '11086', '2107', '21070000000011086'],
    ['local, where events name no shard', '11086', '', '11086'],
    ['shard and local, as in URLs', '2107~11086', '', '21070000000011086'],
    ['shard and local, of another shard than the default', '7~1', '2107', '70000000000001'],
  ])('that is %s is read as the tables hold it', (_, text, shard, id) => {
    expect(readId(text, shard)).toBe(id);
  });

  test.each(['', '0', '-1', '1.5', '011086', 'abc', '1~', '~1', '0~1', '1~0', '12345678901234567890'])(
    '"%s" is none',
    (text) => {
      expect(readId(text, '2107')).toBeUndefined();
    },
  );
});

describe('a URL', () => {
  const all = { course: '565', assignment: '355', user: '48' };
  test.each([
    ['a submission', 'https://school.instructure.com/courses/565/assignments/355/submissions/48', all],
    [
      'a submission, with a query',
      'https://school.instructure.com/courses/565/assignments/355/submissions/48?preview=1&version=2',
      all,
    ],
    [
      'a submission in the REST API',
      'https://school.instructure.com/api/v1/courses/565/assignments/355/submissions/48',
      all,
    ],
    [
      'SpeedGrader',
      'https://school.instructure.com/courses/565/gradebook/speed_grader?assignment_id=355&student_id=48',
      all,
    ],
    [
      'SpeedGrader, as it was',
      'https://school.instructure.com/courses/565/gradebook/speed_grader?assignment_id=355#{"student_id":"48"}',
      all,
    ],
    [
      'SpeedGrader with anonymous grading',
      'https://school.instructure.com/courses/565/gradebook/speed_grader?assignment_id=355&anonymous_id=x1y2z',
      { ...all, user: undefined },
    ],
    [
      'a submission across shards',
      'https://school.instructure.com/courses/2107~565/assignments/2107~355/submissions/7~48',
      { course: '2107~565', assignment: '2107~355', user: '7~48' },
    ],
    [
      "a student's grades",
      'https://school.instructure.com/courses/565/grades/48',
      { ...all, assignment: undefined },
    ],
    [
      'a course',
      'https://school.instructure.com/courses/565',
      { course: '565', assignment: undefined, user: undefined },
    ],
  ])('of %s names what it shows', (_, url, ids) => {
    expect(readUrl(url)).toEqual(ids);
  });

  test.each(['11086', 'courses/565', 'https://', 'file:///courses/565'])('"%s" is none', (text) => {
    expect(readUrl(text)).toBeUndefined();
  });
});
