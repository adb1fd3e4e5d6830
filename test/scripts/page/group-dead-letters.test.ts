import { describe, expect, test } from '@jest/globals';
import { groupDeadLetters } from '../../../scripts/page/group-dead-letters.ts';
import type { DeadLetter } from '../../../scripts/system/dead-letter.ts';
import { deadLetter } from '../../support/dead-letters.ts';

function letter(values: Partial<DeadLetter> = {}): DeadLetter {
  return deadLetter({ rejection: { code: 'invalid_json', detail: 'body: expected JSON' }, ...values });
}

describe('groupDeadLetters', () => {
  test('counts letters by their reason and lists their events once', () => {
    const reasons = groupDeadLetters([
      letter({ eventName: 'submission_updated' }),
      letter(),
      letter(),
      letter({ eventName: undefined }),
      letter({ rejection: undefined }),
    ]);

    expect(reasons).toEqual([
      {
        code: 'invalid_json',
        detail: 'body: expected JSON',
        count: 4,
        ids: ['id', 'id', 'id', 'id'],
        eventNames: [null, 'grade_change', 'submission_updated'],
        moreNames: 0,
      },
      { code: null, detail: null, count: 1, ids: ['id'], eventNames: ['grade_change'], moreNames: 0 },
    ]);
  });

  test('never gives a body', () => {
    expect(JSON.stringify(groupDeadLetters([letter()]))).not.toContain('secret');
  });

  test('is not flooded by the names that a sender makes up', () => {
    const letters = Array.from({ length: 500 }, (_, i) =>
      letter({ eventName: `${'x'.repeat(70)}${i}-tail` }),
    );

    const [reason] = groupDeadLetters(letters);

    expect(reason?.ids).toHaveLength(20);
    expect(reason?.count).toBe(500);
    expect(reason?.eventNames).toHaveLength(12);
    expect(reason?.moreNames).toBe(488);
    expect(groupDeadLetters([letter({ eventName: 'x'.repeat(5000) })])[0]?.eventNames[0]).toHaveLength(80);
  });
});
