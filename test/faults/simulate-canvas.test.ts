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
    expect(gradeRows.size).toBeLessThanOrEqual(2000 / 50);
  });

  test('reports as old what it reported before, and leaves some nulls out', () => {
    const grades = messages
      .filter(({ body, fate }) => fate === 'applied' && body.includes('"event_name":"grade_change"'))
      .map(({ body }) => (JSON.parse(body) as { body: Record<string, unknown> }).body);
    const said = grades.map(({ score = null, old_score: old = null }) => ({ score, old }));
    const bySubmission = Map.groupBy(said, (_, index) => grades[index]?.['submission_id']);
    for (const [first, ...others] of bySubmission.values()) {
      expect(first?.old).toBeNull();
      expect(others.map(({ old }) => old)).toEqual(
        [first, ...others].slice(0, -1).map((each) => each?.score),
      );
    }
    expect(grades.some((body) => body['score'] === null)).toBe(true);
    expect(grades.some((body) => !('score' in body))).toBe(true);
  });

  test('tells of a grade in both formats alike', () => {
    const rows = messages.map(({ body }) => {
      const reading = read(body);
      return reading.ok ? reading.value.deltas[0]?.row : undefined;
    });
    const indexes = messages.flatMap(({ body }, index) => (body.includes('"GradeEvent"') ? [index] : []));
    expect(indexes.length).toBeGreaterThan(20);
    for (const index of indexes) {
      const [canvas, caliper] = [rows[index - 1], rows[index]];
      expect(caliper?.key).toEqual(canvas?.key);
      const { grade, score, points_possible } = caliper?.current.state ?? {};
      expect(canvas?.current.state).toMatchObject({ grade, score, points_possible });
      expect(caliper?.current.eventTime.slice(0, 15)).toBe(canvas?.current.eventTime.slice(0, 15));
    }
  });

  test('has some events tie', () => {
    const times = messages.map(({ body }) => /"event_?[tT]ime":"([^"]+)"/.exec(body)?.[1]);
    expect(new Set(times).size).toBeLessThan(times.length - 100);
    expect(times.some((time) => /:\d\dZ$/.test(time ?? ''))).toBe(true);
  });
});
