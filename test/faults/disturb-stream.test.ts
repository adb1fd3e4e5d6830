import { describe, expect, test } from '@jest/globals';
import { disturbStream } from '../../faults/disturb-stream.ts';
import { openTally } from '../../faults/kinds.ts';
import { simulateCanvas } from '../../faults/simulate-canvas.ts';

describe('disturbStream', () => {
  const messages = simulateCanvas('1', 1000);
  const tally = openTally();
  const { distinct, sent } = disturbStream('1', messages, 3, tally);

  test('keeps the order of what is sent at all, and never sends what is lost', () => {
    expect(distinct).toEqual(messages.filter((message) => distinct.includes(message)));
    expect(new Set(sent)).toEqual(new Set(distinct));
    expect(tally.count('event-lost')).toBe(messages.length - distinct.length);
  });

  test('counts every copy', () => {
    expect(tally.count('event-duplicated')).toBe(sent.length - distinct.length);
  });

  test('sends no message more often than copies are allowed', () => {
    const times = [...Map.groupBy(sent, ({ body }) => body).values()].map(({ length }) => length);
    expect(Math.max(...times)).toBe(4);
  });

  test('loses, copies, delays and reorders some', () => {
    const kinds = ['event-lost', 'event-duplicated', 'event-delayed', 'event-reordered'] as const;
    for (const kind of kinds) expect(tally.count(kind)).toBeGreaterThan(20);
  });

  test('depends on the seed alone', () => {
    expect(disturbStream('1', messages, 3, openTally()).sent).toEqual(sent);
    expect(disturbStream('2', messages, 3, openTally()).sent).not.toEqual(sent);
  });
});
