import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { notRemembered, remembered } from '../../../lambdas/consume-live-events/domain/history.ts';
import { type Delta, fold } from '../../../lambdas/consume-live-events/domain/merge.ts';
import { fromHistoryItem, toHistoryItem } from '../../../lambdas/consume-live-events/history-item.ts';
import { deltas, deltasOfOneFacet } from '../../support/event-arbitraries.ts';
import { fixture, liveEventFixtures } from '../../support/fixtures.ts';
import { deltaOf, readGood } from '../../support/messages.ts';

const write = { writtenAt: new Date('2026-03-02T10:00:01.500Z'), days: undefined };

describe('the item of the history that the published grade_change makes', () => {
  const delta = deltaOf(fixture('grade_change.published').text);

  test('has the attributes of the data dictionary', () => {
    expect(toHistoryItem(delta, write)).toEqual({
      entity: { S: 'submissions#21070000000011086' },
      entry: { S: expect.stringMatching(/^grade#2019-11-01T19:11:05\.222Z#2#[0-9a-f]{16}#1$/) },
      submission_id: { S: '21070000000011086' },
      facet: { S: 'grade' },
      assignment_id: { S: '21070000000000355' },
      course_id: { S: '21070000000000565' },
      user_id: { S: '21070000000000048' },
      root_account_uuid: { S: 'VicYj3cu5BIFpoZhDVU4DZumnlBrWi1grgJEzADs' },
      state: {
        M: {
          grade: { S: '5' },
          score: { N: '5' },
          points_possible: { N: '1' },
          status: { S: 'graded' },
          hidden: { BOOL: false },
          grading_complete: { BOOL: true },
          grader_id: { S: '21070000000000987' },
          assignment_name: { NULL: true },
          student_sis_id: { S: 'ABC.123' },
        },
      },
      old: { M: { grade: { S: '4' }, score: { N: '4' }, points_possible: { N: '1' } } },
      event_name: { S: 'grade_change' },
      event_time: { S: '2019-11-01T19:11:05.222Z' },
      written_at: { S: '2026-03-02T10:00:01.500Z' },
    });
  });

  test('expires as many days after its event as is set', () => {
    const item = toHistoryItem(delta, { ...write, days: 30 });
    expect(item['expires_at']).toEqual({ N: String(Date.parse('2019-12-01T19:11:05Z') / 1000) });
  });
});

test.each([
  ['course_grade_change.published', 'course-scores#21070000000000002#21070000000000002', /^course_score#2/],
  ['grade_override.published', 'scores#21070000000000043', /^override#2/],
  ['submission_comment_created.published', 'submissions#21070000009987654', /^comment#21070000019811981#2/],
])('the item of %s names %s', (name, entity, entry) => {
  const [delta] = readGood(fixture(name).text).deltas;
  const item = toHistoryItem(delta as Delta, write);
  expect([item['entity']?.S, item['entry']?.S]).toEqual([entity, expect.stringMatching(entry)]);
});

test('what an event says is read back from its item', () => {
  for (const { text } of liveEventFixtures) {
    for (const delta of readGood(text).deltas) {
      expect(fromHistoryItem(toHistoryItem(delta, write))).toEqual(delta);
    }
  }
  fc.assert(
    fc.property(deltas, (delta) => {
      expect(fromHistoryItem(toHistoryItem(delta, write))).toEqual(delta);
    }),
  );
});

test.each([
  ['entity', { entity: { S: 'quizzes#1' } }],
  ['facet', { facet: { S: 'rubric' } }],
])('an item whose %s this version does not know is an error', (name, changed) => {
  const item = toHistoryItem(deltaOf(fixture('grade_change.published').text), write);
  expect(() => fromHistoryItem({ ...item, ...changed })).toThrow(`${name}: `);
});

describe('a row that is older than its history', () => {
  test('is the fold of what it still knows', () => {
    fc.assert(
      fc.property(deltasOfOneFacet, (events) => {
        const [first, ...rest] = events as [Delta, ...Delta[]];
        const isOfRow = ({ row }: Delta) =>
          JSON.stringify([row.table, row.key]) === JSON.stringify([first.row.table, first.row.key]);
        const { row } = fold(undefined, [first, ...rest.filter(isOfRow)]);
        const items = remembered(row).map((delta) => toHistoryItem(delta, write));

        const [oldest, ...others] = items.map((item) => fromHistoryItem(item));
        expect(fold(undefined, [oldest as Delta, ...others]).row).toEqual(row);
        expect(notRemembered(row, [oldest as Delta, ...others])).toEqual([]);
      }),
    );
  });
});
