import { describe, expect, test } from '@jest/globals';
import { readMessage } from '../../../../lambdas/consume-live-events/domain/read-message.ts';
import { liveEventFixtures, rejectedFixtures } from '../../../support/fixtures.ts';
import {
  acceptAny,
  caliperEnvelope,
  caliperGraded,
  gradeChange,
  readGood,
  rejectionOf,
  rowOf,
  sentAt,
} from '../../../support/messages.ts';

const published = new Set([
  'VicYj3cu5BIFpoZhDVU4DZumnlBrWi1grgJEzADs',
  '44fJ44GgJ29gJBsl43JLKgljsBIOTsbnKT48932g',
  'V3kdo4kgu3F4Kf4fK109DSFkdso432950GKSOJNj',
]);

describe('fixtures/live-events', () => {
  test.each(liveEventFixtures)('$name makes these rows', ({ text }) => {
    const { deltas, ignored, drift } = readGood(text);
    const rows = deltas.map(({ row }) => ({
      table: row.table,
      key: row.key,
      identity: Object.fromEntries(Object.entries(row.identity).map(([name, { value }]) => [name, value])),
      event_name: row.current.eventName,
      event_time: row.current.eventTime,
      current: row.current.state,
      previous: row.previous?.state ?? null,
    }));
    expect({ rows, ignored, drift }).toMatchSnapshot();
  });

  // Ids written as bare numbers above 2^53 would not survive this test's own JSON.parse.
  const parsable = liveEventFixtures.filter(({ text }) => !/[[:,]\s*\d{16,}/.test(text));
  test.each(parsable)('$name says the same when null fields are left out', ({ text }) => {
    const compacted = JSON.stringify(JSON.parse(text), (_, value: unknown) =>
      value === null ? undefined : value,
    );
    expect(readGood(compacted).deltas).toEqual(readGood(text).deltas);
  });
});

describe('fixtures/rejected', () => {
  test.each(rejectedFixtures)('$name is rejected', ({ subject, text }) => {
    const rejection = rejectionOf(text, { ...acceptAny, rootAccounts: published });
    expect(rejection.code).toBe(subject);
    expect(rejection).toMatchSnapshot();
  });
});

describe('an event from the future', () => {
  const read = (eventTime: string, sent: string) =>
    readMessage(
      {
        body: JSON.stringify(gradeChange({}, { event_time: eventTime })),
        eventName: undefined,
        sentAt: Date.parse(sent),
      },
      acceptAny,
    );

  test('is accepted up to 15 minutes after its message was sent', () => {
    expect(read('2026-03-02T10:15:00.000Z', '2026-03-02T10:00:00.000Z').ok).toBe(true);
  });

  test('is rejected when nobody knows when its message was sent', () => {
    expect(read('2026-03-02T10:00:00.000Z', 'some day')).toMatchObject({
      rejection: { code: 'event_from_future' },
    });
  });

  test('is rejected beyond, since it would pin its row to that state', () => {
    expect(read('2026-03-02T10:15:00.001Z', '2026-03-02T10:00:00.000Z')).toEqual({
      ok: false,
      rejection: {
        code: 'event_from_future',
        detail: 'event_time: expected at most 15 minutes after the message was sent',
      },
    });
  });
});

describe('an event that would make too large a row', () => {
  const large = { grade: 'A'.repeat(130_000) };

  test.each([
    ['event_from_future', gradeChange(large, { event_time: '2999-01-01T00:00:00.000Z' }), acceptAny],
    ['foreign_root_account', gradeChange(large), { ...acceptAny, rootAccounts: new Set(['ours']) }],
  ])('is refused as %s before anything is made of it', (code, event, policy) => {
    expect(rejectionOf(event, policy).code).toBe(code);
  });
});

describe('an allow-list of root accounts', () => {
  const policy = { ...acceptAny, rootAccounts: new Set(['ours', 'alsoOurs']) };
  const foreign = {
    code: 'foreign_root_account',
    detail:
      'root_account_uuid: expected one of the configured root accounts, the uuid that /api/v1/accounts/self of Canvas shows',
  };

  test('accepts its root accounts, in both formats', () => {
    const actor = { extensions: { 'com.instructure.canvas': { root_account_uuid: 'alsoOurs' } } };
    expect(readGood(gradeChange({}, { root_account_uuid: 'ours' }), undefined, policy).deltas).toHaveLength(
      1,
    );
    expect(readGood(caliperEnvelope(caliperGraded({ actor })), undefined, policy).deltas).toHaveLength(1);
  });

  test('rejects another, and an event that names none', () => {
    expect(rejectionOf(gradeChange({}, { root_account_uuid: 'theirs' }), policy)).toEqual(foreign);
    expect(rejectionOf(gradeChange({}, { root_account_uuid: null }), policy)).toEqual(foreign);
    expect(rejectionOf(caliperEnvelope(caliperGraded()), policy)).toEqual(foreign);
  });
});

describe('a state too large for a row', () => {
  test('is rejected by its size, not by an error of DynamoDB', () => {
    expect(rejectionOf(gradeChange({ grade: 'A'.repeat(130_000) }))).toEqual({
      code: 'row_too_large',
      detail: 'grade_change: expected at most 130000 bytes',
    });
  });

  test('is measured in bytes, wherever they stand', () => {
    const small = 'A'.repeat(58_000);
    const large = '\u6210'.repeat(58_000);
    for (const field of ['grade', 'old_grade', 'assignment_name']) {
      expect(rowOf(gradeChange({ [field]: small })).facet).toBe('grade');
      expect(rejectionOf(gradeChange({ [field]: large })).code).toBe('row_too_large');
    }
    expect(rowOf(gradeChange({}, { root_account_uuid: small })).facet).toBe('grade');
    expect(rejectionOf(gradeChange({}, { root_account_uuid: large })).code).toBe('row_too_large');
    expect(rejectionOf(gradeChange({ grade: small, old_grade: small, assignment_name: small })).code).toBe(
      'row_too_large',
    );
  });

  test('is far above the longest text that Canvas sends', () => {
    const policy = { ...acceptAny, storeText: { comment: true, submission: true } };
    expect(rowOf(gradeChange({ assignment_name: '\u0001'.repeat(8192) }), undefined, policy).facet).toBe(
      'grade',
    );
  });
});

describe('reading a message', () => {
  test('prefers the event name of the body to that of the attribute', () => {
    expect(readGood(gradeChange(), 'quiz_submitted').deltas).toHaveLength(1);
  });

  test('of several Caliper events rejects all for one that is bad', () => {
    const envelope = caliperEnvelope(caliperGraded(), caliperGraded({ eventTime: 'yesterday' }));
    expect(rejectionOf(envelope)).toEqual({
      code: 'invalid_event',
      detail: 'data.1.eventTime: expected an ISO 8601 instant with an offset',
    });
  });

  test('is not disturbed by the clock of a good event', () => {
    expect(
      readMessage({ body: JSON.stringify(gradeChange()), eventName: undefined, sentAt }, acceptAny).ok,
    ).toBe(true);
  });
});
