import { describe, expect, test } from '@jest/globals';
import { didYouMean, resembling } from '../../../scripts/command/resembling.ts';

const known = ['grade_change', 'course_grade_change', 'submission_created', 'submission_updated'];

describe('a mistyped word', () => {
  test.each([
    ['grade_changed', 'grade_change'],
    ['gradeChange', 'grade_change'],
    ['grade-chnge', 'grade_change'],
    ['garde_chnage', 'grade_change'],
    ['course_grade_chnage', 'course_grade_change'],
    ['submissions_updated', 'submission_updated'],
  ])('%s is taken for %s', (word, meant) => {
    expect(resembling(word, known)).toBe(meant);
  });

  test.each(['grade_change', 'assignment_created', 'quiz_submitted', 'wiki_page_updated', 'grade', '', '_'])(
    '%s is taken for no other',
    (word) => {
      expect(resembling(word, known)).toBeUndefined();
    },
  );

  test('of two letters is not taken for any other of two letters', () => {
    expect(resembling('id', ['no', 'to'])).toBeUndefined();
  });

  test('is answered with a question, and any other with nothing', () => {
    expect(didYouMean('grade_changed', known)).toBe(' Did you mean grade_change?');
    expect(didYouMean('attachment_created', known)).toBe('');
  });
});
