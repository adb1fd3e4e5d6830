import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { printableName } from '../../../../lambdas/consume-live-events/domain/printable-name.ts';

describe('a name of an event or a field is printed', () => {
  test.each([
    'grade_change',
    'grade_change_v2',
    'GradeEvent',
    'quizzes_next_quiz_duplicated',
    'quizzes.quiz_graded',
    'quizzes.quiz_session_submitted',
    'quizzes-lti.grade_changed',
    'outcomes.retry_outcome_alignment_clone',
    'x'.repeat(64),
    `quizzes.${'x_'.repeat(27)}xx`,
    '__proto__',
  ])('where Canvas could have given it: %p', (name) => {
    expect(printableName(name)).toBe(name);
  });
});

describe('a name is unprintable', () => {
  test.each([
    'Jane Doe',
    'jane.doe',
    'jane-doe',
    'Jane.doe_smith',
    'jane.doe@example.edu',
    'jane_doe@example.edu',
    'quizzes.quiz_graded@example.edu',
    'canvas.example.edu',
    'www.example.edu/a_b',
    '192.0.2.17',
    '2001:db8::1',
    '21070000000000048',
    'user_123',
    'quizzes.quiz_123',
    'quizzes.quiz_graded_2107',
    'quizzes.',
    '.quiz_graded',
    'quizzes..quiz_graded',
    'quizzes.quiz_graded\n',
    'quizzes.quiz_graded.jane_doe',
    'a-b-c.d_e',
    '',
    'x'.repeat(65),
    `quizzes.${'x_'.repeat(28)}x`,
    'é',
  ])('where it could be something personal: %p', (name) => {
    expect(printableName(name)).toBe('unprintable');
  });

  test.each([undefined, null, 7, ['grade_change'], { toString: () => 'grade_change' }])(
    'where it is no text: %p',
    (name) => {
      expect(printableName(name)).toBe('unprintable');
    },
  );
});

test('what is printed is never an address, a host, a number of more than two digits, or long', () => {
  const parts = fc.constantFrom(
    'jane',
    'doe',
    'quizzes',
    'LTI',
    'x',
    '.',
    '-',
    '_',
    '@',
    '1',
    '42',
    ' ',
    '/',
    'é',
  );
  const names = fc.oneof(
    fc.string(),
    fc.emailAddress(),
    fc.domain(),
    fc.array(parts).map((all) => all.join('')),
  );
  let printed = 0;
  fc.assert(
    fc.property(names, (name) => {
      const shown = printableName(name);
      if (shown === 'unprintable') return;
      printed += 1;
      expect(shown).toBe(name);
      expect(shown).toMatch(/^[\w.-]{1,66}$/);
      expect(shown).not.toMatch(/\d{3}|\..*\.|\.[a-z]+$/);
    }),
    { numRuns: 3000 },
  );
  expect(printed).toBeGreaterThan(100);
});
