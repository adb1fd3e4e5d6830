import { describe, expect, test } from '@jest/globals';
import { describeDeadLetter, describeGroups, toDocument } from '../../../scripts/dead-letters/print.ts';
import type { DeadLetter } from '../../../scripts/system/dead-letter.ts';
import { deadLetter } from '../../support/dead-letters.ts';

const now = Date.parse('2024-01-10T00:00:00Z');
const secondsAgo = (seconds: number) => now - seconds * 1000;

const letter = (parts: Partial<DeadLetter>) => deadLetter({ sentAt: now, body: 'secret', ...parts });
const wrongScore = { code: 'invalid_event', detail: 'body.score: expected a number' };
const letters = [
  letter({ id: 'f', sentAt: secondsAgo(3 * 86_400) }),
  letter({ id: 'b', rejection: wrongScore, sentAt: secondsAgo(30) }),
  letter({ id: 'a', rejection: wrongScore, sentAt: secondsAgo(600) }),
  letter({
    id: 'j',
    rejection: { code: 'invalid_json', detail: 'body: expected JSON' },
    eventName: undefined,
  }),
];

describe('describeGroups', () => {
  const describe = (of: readonly DeadLetter[], ids = false) =>
    describeGroups(of, { now, ids, paint: (_style, text) => text });

  test('counts by reason and event name, with ages, and tells rejected from failed', () => {
    expect(describe(letters)).toBe(
      [
        'Rejected by validation (3)',
        '  count  code           event            oldest  newest  detail',
        '  2      invalid_event  grade_change     10 min  30 s    body.score: expected a number',
        '  1      invalid_json   (no event name)  0 s     0 s     body: expected JSON',
        '',
        'Failed after 5 receives (1)',
        '  count  event         oldest  newest',
        '  1      grade_change  3 d     3 d',
      ].join('\n'),
    );
  });

  test('names the ids, oldest first, when asked', () => {
    expect(describe(letters, true)).toMatch(/a number\n +a\n +b\n[\s\S]+JSON\n +j\n[\s\S]+3 d\n +f$/);
  });

  test('never shows a body', () => {
    expect(describe(letters, true)).not.toContain('secret');
  });

  test('lets no event name steer the terminal or fill it', () => {
    const shown = describe([letter({ eventName: `\u001b[2J\u009b5\u202e\n${'x'.repeat(500)}` })]);

    expect(shown).toContain('\\u001b[2J\\u009b5\\u202e xxx');
    expect(shown.length).toBeLessThan(400);
  });
});

describe('describeDeadLetter', () => {
  const rejected = letter({
    rejection: wrongScore,
    sentAt: secondsAgo(7200),
    firstReceivedAt: secondsAgo(60),
    receiveCount: 2,
    attributes: {
      event_name: { DataType: 'String', StringValue: 'grade_change' },
      token: { DataType: 'Binary', BinaryValue: Uint8Array.of(1, 2) },
    },
    body: '{"a":\n"\u001b[2J"}',
  });

  test('tells reason, times, receives and attributes, and keeps the body to itself', () => {
    expect(describeDeadLetter(rejected, false, now)).toBe(
      [
        '  id         id',
        '  reason     rejected by validation',
        '  code       invalid_event',
        '  detail     body.score: expected a number',
        '  event      grade_change',
        '  rejected   2024-01-09T22:00:00.000Z (2 h ago)',
        '  receives   2, first 2024-01-09T23:59:00.000Z (60 s ago)',
        '  attribute  event_name (String) grade_change',
        '  attribute  token (Binary) 2 bytes',
        '  body       13 bytes (shown with --body)',
      ].join('\n'),
    );
  });

  test('shows the body when asked, with nothing in it that steers a terminal', () => {
    expect(describeDeadLetter(rejected, true, now)).toMatch(/13 bytes:\n\n\{"a":\n"\\u001b\[2J"\}$/);
  });

  test('says of one that failed when Canvas sent it', () => {
    expect(describeDeadLetter(letter({}), false, now)).toMatch(
      /reason +failed after 5 receives\n[\s\S]+\n +sent +2024-01-10T00:00:00.000Z/,
    );
  });
});

test('toDocument has exactly what the contract names', () => {
  const scan = { picked: letters, seen: 4, hidden: 2, unseen: 0 };

  expect(JSON.parse(toDocument('stack', scan, true))).toEqual({
    stack: 'stack',
    count: 4,
    hidden: 2,
    unseen: 0,
    groups: [
      {
        reason: 'rejected',
        ...wrongScore,
        eventName: 'grade_change',
        count: 2,
        oldest: '2024-01-09T23:50:00.000Z',
        newest: '2024-01-09T23:59:30.000Z',
        ids: ['a', 'b'],
      },
      {
        reason: 'rejected',
        code: 'invalid_json',
        detail: 'body: expected JSON',
        eventName: null,
        count: 1,
        oldest: '2024-01-10T00:00:00.000Z',
        newest: '2024-01-10T00:00:00.000Z',
        ids: ['j'],
      },
      {
        reason: 'failed',
        code: null,
        detail: null,
        eventName: 'grade_change',
        count: 1,
        oldest: '2024-01-07T00:00:00.000Z',
        newest: '2024-01-07T00:00:00.000Z',
        ids: ['f'],
      },
    ],
  });
});
