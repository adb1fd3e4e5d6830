import { describe, expect, test } from '@jest/globals';
import { rootAccountUuid, simulateCanvas } from '../../faults/simulate-canvas.ts';
import { readMessage } from '../../lambdas/consume-live-events/domain/read-message.ts';
import { eventAttributes } from '../../scripts/system/event-attributes.ts';
import { acceptAny, sentAt } from '../support/messages.ts';

const policy = { ...acceptAny, rootAccounts: new Set([rootAccountUuid]) };

function read(body: string) {
  return readMessage({ body, eventName: eventAttributes(body).event_name, sentAt }, policy);
}

describe('simulateCanvas', () => {
  const messages = simulateCanvas('1', 2000);

  test('gives as many messages as asked for, no two alike', () => {
    expect(messages).toHaveLength(2000);
    expect(new Set(messages.map(({ body }) => body)).size).toBe(2000);
  });

  test('gives the same messages for the same seed, and others for another', () => {
    expect(simulateCanvas('1', 2000)).toEqual(messages);
    expect(simulateCanvas('2', 2000)).not.toEqual(messages);
  });

  test('knows what must become of each message', () => {
    const fates = messages.map(({ body }) => {
      const reading = read(body);
      if (!reading.ok) return reading.rejection.code;
      return reading.value.deltas.length > 0 ? 'applied' : 'ignored';
    });
    expect(fates).toEqual(messages.map(({ fate }) => fate));
    expect(new Set(fates).size).toBe(8);
  });

  test('uses no field that Canvas is not known to send', () => {
    const drift = messages.flatMap(({ body }) => {
      const reading = read(body);
      return reading.ok ? reading.value.drift : [];
    });
    expect(drift).toEqual([]);
  });

  test('speaks of every facet, and of few rows often', () => {
    const rows = messages.flatMap(({ body }) => {
      const reading = read(body);
      return reading.ok ? reading.value.deltas.map(({ row }) => row) : [];
    });
    const facets = Map.groupBy(rows, ({ facet }) => facet);
    expect([...facets.keys()].sort()).toEqual(
      ['comment', 'course_score', 'custom_status', 'grade', 'override', 'submission'].sort(),
    );
    const gradeRows = Map.groupBy(facets.get('grade') ?? [], ({ key }) => key['submission_id']);
    expect((facets.get('grade')?.length ?? 0) / gradeRows.size).toBeGreaterThan(5);
  });
});
