import { describe, expect, test } from '@jest/globals';
import type { CanvasMessage } from '../../faults/simulate-canvas.ts';
import { type Evidence, judge } from '../../faults/verdict.ts';
import { deadLetter } from '../support/dead-letters.ts';

const applied: CanvasMessage = { body: '"applied"', fate: 'applied' };
const ignored: CanvasMessage = { body: '"ignored"', fate: 'ignored' };
const rejected: CanvasMessage = { body: '"rejected"', fate: 'invalid_event' };
const attributesOf = (detail: string) => ({
  rejection_detail: { DataType: 'String', StringValue: detail },
});
const letter = deadLetter({
  rejection: { code: 'invalid_event', detail: 'body: …' },
  attributes: attributesOf('body: …'),
  body: '"rejected"',
});
const row = {
  submission_id: '1',
  facet: 'grade',
  current: { score: 5, grade: '5' },
  revision: 1,
  written_at: 'a',
};

function rowsOf(...submissions: Evidence['expected']['rows']['submissions']) {
  return { submissions, scores: [], 'course-scores': [], history: [] };
}

function evidence(
  found: Partial<Evidence['found']> = {},
  sent = [applied, ignored, rejected, rejected],
): Evidence {
  return {
    sent,
    expected: { rows: rowsOf(row), deadLetters: [letter] },
    found: {
      rows: rowsOf({ ...row, revision: 3, written_at: 'b' }),
      rebuilt: found.rows ?? rowsOf(row),
      deadLetters: [letter, letter],
      left: 0,
      messages: sent.length,
      deliveries: 9,
      mostAtOnce: 2,
      violations: [],
      ...found,
    },
  };
}

describe('judge', () => {
  test('finds nothing wrong with equal rows, however often they were written', () => {
    expect(judge(evidence())).toEqual([]);
  });

  test('lets a rejected message be a dead letter once more than it was sent', () => {
    expect(judge(evidence({ deadLetters: [letter, letter, letter] }))).toEqual([]);
  });

  test.each<[string, Partial<Evidence['found']>, RegExp]>([
    ['a message left in the queue', { left: 1 }, /1 messages are left/],
    ['a message that was never delivered', { messages: 3 }, /4 messages were sent and 3 delivered/],
    ['a row that is missing', { rows: rowsOf() }, /submissions 1 grade is missing/],
    [
      'a row too many',
      { rows: rowsOf(row, { ...row, submission_id: '2' }) },
      /submissions 2 grade should not be there/,
    ],
    [
      'a wrong value',
      { rows: rowsOf({ ...row, current: { score: 4, grade: '5' } }) },
      /current\.score is 4 and should be 5/,
    ],
    ['a value too few', { rows: rowsOf({ ...row, current: { score: 5 } }) }, /current\.grade is left out/],
    ['one of two rejected messages lost', { deadLetters: [letter] }, /1 of 2 rejected messages are lost/],
    [
      'a dead letter with another reason',
      { deadLetters: [letter, { ...letter, attributes: attributesOf('another') }] },
      /differs from that of the undisturbed run/,
    ],
    [
      'a dead letter without a reason, received too often',
      { deadLetters: [letter, letter, deadLetter({ body: '"applied"' })] },
      /a message that is applied is a dead letter/,
    ],
    [
      'an ignored message as a dead letter',
      { deadLetters: [letter, letter, { ...letter, body: '"ignored"' }] },
      /a message that is ignored is a dead letter/,
    ],
    [
      'a dead letter with another body',
      { deadLetters: [letter, letter, { ...letter, body: '"changed"' }] },
      /a dead letter was never sent/,
    ],
    [
      'an event too many in the history',
      { rows: { ...rowsOf(row), history: [{ entity: 'submissions#1', entry: 'grade#x' }] } },
      /history submissions#1 grade#x should not be there/,
    ],
    [
      'rows that their history does not make',
      { rebuilt: rowsOf({ ...row, current: { score: 4, grade: '5' } }) },
      /by its history, row submissions 1 grade: current\.score is 5 and should be 4/,
    ],
    ['a violation', { violations: ['overwritten', 'overwritten'] }, /overwritten: 2 times/],
  ])('finds %s', (_, found, finding) => {
    expect(judge(evidence(found))).toEqual([expect.stringMatching(finding)]);
  });

  test('finds a message that the undisturbed run rejects for another reason than it was made for', () => {
    const other: CanvasMessage = { ...rejected, fate: 'invalid_json' };
    expect(judge(evidence({}, [applied, ignored, other, other]))).toEqual([
      expect.stringMatching(/expected invalid_json, undisturbed it is invalid_event/),
    ]);
  });
});
