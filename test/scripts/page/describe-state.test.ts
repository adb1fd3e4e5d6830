import { describe, expect, test } from '@jest/globals';
import { describeStates } from '../../../scripts/page/describe-state.ts';

describe('a grade', () => {
  test.each([
    ['its score', { grade: 'A-', score: 9, points_possible: 10 }, { main: 'A-', rest: ['score 9 of 10'] }],
    ['no points', { grade: 'A-', score: 9, points_possible: null }, { main: 'A-', rest: ['score 9'] }],
    ['a score of zero', { grade: '0', score: 0, points_possible: 0 }, { main: '0', rest: ['score 0 of 0'] }],
    ['no score', { grade: 'complete', score: null }, { main: 'complete', rest: [] }],
    ['nothing', { grade: null, score: null, points_possible: 10 }, { main: 'no grade', rest: [] }],
  ])('is told with %s', (_, state, words) => {
    expect(describeStates('grade', state, null)).toEqual({ now: words, before: null });
  });

  test('is told in full before and now', () => {
    const { now, before } = describeStates('grade', { grade: '5', score: 5 }, { grade: '5', score: 4 });

    expect([now, before]).toEqual([
      { main: '5', rest: ['score 5'] },
      { main: '5', rest: ['score 4'] },
    ]);
  });

  test('is cut when it is too long for a list, and never in the middle of a character', () => {
    const { now } = describeStates('grade', { grade: `${'x'.repeat(119)}😀 and more` }, null);

    expect(now.main).toBe(`${'x'.repeat(119)}…`);
  });
});

describe('another facet', () => {
  const submitted = {
    workflow_state: 'submitted',
    attempt: 1,
    submission_type: 'online_upload',
    late: false,
  };

  test('is told by what is known, without times, where nothing earlier is known', () => {
    const { now, before } = describeStates(
      'submission',
      { ...submitted, missing: true, grade: null, submitted_at: '2026-03-02T10:00:00.000Z' },
      null,
    );

    expect(now).toEqual({ main: 'submitted', rest: ['attempt 1', 'online_upload', 'missing'] });
    expect(before).toBeNull();
  });

  test('is told by what differs, on both sides', () => {
    const graded = { ...submitted, workflow_state: 'graded', late: true, score: 5 };

    expect(describeStates('submission', graded, submitted)).toEqual({
      now: { main: 'graded', rest: ['late', 'score 5'] },
      before: { main: 'submitted', rest: ['not late', 'no score'] },
    });
  });

  test.each([
    ['override', { override_score: null }, { override_score: 88.5 }, 'no override', 'override 88.5'],
    ['custom_status', { status: 'Late work' }, { status: null }, 'Late work', 'no custom status'],
    ['course_score', { current_score: 0 }, { current_score: 17.31 }, 'current 0', 'current 17.31'],
  ] as const)('of kind %s says when it is empty', (facet, state, earlier, now, before) => {
    const words = describeStates(facet, state, earlier);

    expect([words.now.main, words.before?.main]).toEqual([now, before]);
  });

  test('of kind custom_status names the status, and its id only where names are the same', () => {
    const state = (status: string, status_id: string) => ({ status, status_id });

    const renamed = describeStates('custom_status', state('Late', '2'), state('Early', '1'));
    const replaced = describeStates('custom_status', state('Late', '2'), state('Late', '1'));

    expect(renamed.now).toEqual({ main: 'Late', rest: [] });
    expect(replaced.now).toEqual({ main: 'status 2', rest: [] });
  });

  test('of kind comment counts attachments', () => {
    expect(describeStates('comment', { attachment_ids: ['1', '2'] }, null).now).toEqual({
      main: 'commented',
      rest: ['attachments 2'],
    });
  });
});
