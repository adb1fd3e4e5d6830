import { describe, expect, test } from '@jest/globals';
import { tellStory } from '../../../scripts/page/tell-story.ts';

const id = '21070000000011086';

function row(facet: string, values: Record<string, unknown> = {}) {
  return {
    submission_id: id,
    facet,
    current: { event_time: '2026-03-02T10:00:00.000Z' },
    previous: null,
    event_name: 'grade_change',
    event_time: '2026-03-02T10:00:00.000Z',
    written_at: '2026-03-02T10:00:01.000Z',
    ...values,
  };
}

describe('tellStory', () => {
  test('tells the grade first and the comments last, in the order they were made', () => {
    const rows = ['comment#100', 'comment#99', 'custom_status', 'submission', 'grade'].map((facet) =>
      row(facet),
    );

    const { facets } = tellStory('submissions', rows);

    expect(facets.map(({ facet, commentId }) => [facet, commentId])).toEqual([
      ['grade', undefined],
      ['submission', undefined],
      ['custom_status', undefined],
      ['comment', '99'],
      ['comment', '100'],
    ]);
  });

  test('takes each identity attribute from the newest row that has it', () => {
    const { identity } = tellStory('submissions', [
      row('submission', { course_id: '2', user_id: '3', event_time: '2026-01-01T00:00:00.000Z' }),
      row('grade', { course_id: '4', event_time: '2026-02-01T00:00:00.000Z' }),
    ]);

    expect(identity).toEqual([
      { name: 'course_id', value: '4' },
      { name: 'user_id', value: '3' },
    ]);
  });

  test('tells apart what changed, what is empty, and what was never said', () => {
    const current = { grade: null, score: 5, points_possible: 10, status: null };
    const previous = { grade: '4', score: 5, points_possible: 10, source: 'observed' };

    const [grade] = tellStory('submissions', [row('grade', { current, previous })]).facets;
    const entry = (name: string) => grade?.entries.find((one) => one.name === name);

    expect(entry('grade')).toEqual({
      name: 'grade',
      now: null,
      before: '4',
      isDetail: false,
      isChanged: true,
    });
    expect(entry('score')).toMatchObject({ now: 5, before: 5, isChanged: false });
    expect(entry('status')).toMatchObject({ now: null, isDetail: true });
    expect(entry('hidden')?.now).toBeUndefined();
    expect(grade).toMatchObject({ hasPrevious: true, source: 'observed' });
  });

  test('does not speak of a text that is not stored', () => {
    const namesOf = (current: object) =>
      tellStory('submissions', [row('comment#1', { current })]).facets[0]?.entries.map(({ name }) => name);

    expect(namesOf({ author_id: '1' })).not.toContain('body');
    expect(namesOf({ author_id: '1', body: 'Well done' })).toContain('body');
  });
});
