import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Delta, fold } from '../../../lambdas/consume-live-events/domain/merge.ts';
import { toHistoryItem } from '../../../lambdas/consume-live-events/history-item.ts';
import { readEntry } from '../../../scripts/reader/history-entry.ts';
import { statesAt } from '../../../scripts/reader/state-at.ts';
import { tellHistory } from '../../../scripts/reader/tell-history.ts';
import { deltasOfOneFacet } from '../../support/event-arbitraries.ts';
import { appealed, appealedEvents, gradedOn, historyEntry } from '../../support/history.ts';
import { submissionUpdated } from '../../support/messages.ts';

const entries = appealedEvents.map(([event, writtenAt]) => historyEntry(event, writtenAt));
const scoreOf = (state: object | null) => state && (state as { score?: unknown }).score;

describe('a history', () => {
  test('is told in time, each change with what was before it', () => {
    const told = tellHistory(entries).map(({ before, entry }) => [scoreOf(before), scoreOf(entry.state)]);
    expect(told).toEqual([
      [null, 2],
      [null, 6],
      [6, 6],
      [9, 4],
    ]);
  });

  test('says which state before only the change itself reports, and that a change is missing then', () => {
    const told = tellHistory(entries).map(({ isBeforeReported, isAfterGap }) => [
      isBeforeReported,
      isAfterGap,
    ]);
    expect(told).toEqual([
      [true, false],
      [true, true],
      [false, false],
      [true, true],
    ]);
  });

  test('marks what was written after a newer one of its row, and tells since when that was known', () => {
    expect(tellHistory(entries).map(({ newerKnownSince }) => newerKnownSince)).toEqual([
      '2026-10-10T09:00:00.000Z',
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('does not take what a backlog wrote late but in order, or two consumers at once, for late', () => {
    const backlog = [
      historyEntry(gradedOn('10T09', 1, null), '2026-10-12T00:00:30.000Z'),
      historyEntry(gradedOn('10T10', 2, 1), '2026-10-12T00:00:00.000Z'),
    ];
    expect(tellHistory(backlog).map(({ newerKnownSince }) => newerKnownSince)).toEqual([
      undefined,
      undefined,
    ]);
  });

  test('tells facets side by side, and compares none with another', () => {
    const updated = historyEntry(
      submissionUpdated({ submission_id: appealed, score: 6 }, { event_time: '2026-10-10T10:00:00.000Z' }),
    );
    const told = tellHistory([...entries, updated]);
    expect(told.map(({ entry }) => entry.type)).toEqual([
      'submissions-grade',
      'submissions-grade',
      'submissions-submission',
      'submissions-grade',
      'submissions-grade',
    ]);
    expect(told[2]).toMatchObject({ before: null, isAfterGap: false });
  });
});

describe('what a grade was', () => {
  const at = (instant: string) => statesAt(entries, `2026-10-${instant}:00:00.000Z`);

  test('is the state of then, who had set it, and when the student could see it', () => {
    const [state, ...others] = at('12T00');
    expect(others).toEqual([]);
    expect(state).toMatchObject({
      state: { score: 6 },
      set: { event_time: '2026-10-10T09:00:00.000Z', state: { grader_id: '21070000000000901' } },
      until: '2026-10-20T15:00:00.000Z',
      visible: [{ from: '2026-10-14T12:00:00.000Z', until: '2026-10-20T15:00:00.000Z' }],
      contradictedBy: { event_time: '2026-10-20T15:00:00.000Z' },
    });
  });

  test('counts a change from its very instant on', () => {
    expect([at('20T14'), at('20T15')].map(([state]) => scoreOf(state?.state ?? null))).toEqual([6, 4]);
  });

  test('stands until now where nothing changed it', () => {
    expect(at('21T00')).toMatchObject([
      {
        until: null,
        visible: [{ from: '2026-10-20T15:00:00.000Z', until: null }],
        contradictedBy: undefined,
      },
    ]);
  });

  test('that was hidden again in between was visible twice', () => {
    const [state] = statesAt(
      [
        historyEntry(gradedOn('01T08', 5, null)),
        historyEntry(gradedOn('01T09', 5, 5)),
        historyEntry(gradedOn('02T08', 5, 5, { muted: true })),
        historyEntry(gradedOn('03T08', 5, 5)),
      ],
      '2026-10-04T00:00:00.000Z',
    );
    expect(state?.visible).toEqual([
      { from: '2026-10-01T08:00:00.000Z', until: '2026-10-02T08:00:00.000Z' },
      { from: '2026-10-03T08:00:00.000Z', until: null },
    ]);
  });

  test('before the first change that is known is what that one reports', () => {
    const [state] = statesAt([historyEntry(gradedOn('10T09', 6, 3))], '2026-10-01T00:00:00.000Z');
    expect(state).toMatchObject({
      state: { score: 3 },
      set: undefined,
      until: '2026-10-10T09:00:00.000Z',
      visible: [],
    });
  });

  test('before the first change is unknown where that reports nothing', () => {
    const entry = historyEntry(submissionUpdated({ submission_id: appealed }));
    expect(statesAt([entry], '2000-01-01T00:00:00.000Z')).toEqual([]);
  });

  test('is always the current state of the row that events up to then make', () => {
    fc.assert(
      fc.property(deltasOfOneFacet, fc.nat(), (events, pick) => {
        const [{ row }] = events as [Delta];
        const ofRow = events.filter((delta) => JSON.stringify(delta.row.key) === JSON.stringify(row.key));
        const at = ofRow[pick % ofRow.length]?.row.current.eventTime ?? '';
        const [first, ...others] = ofRow.filter((delta) => delta.row.current.eventTime <= at);
        const { current } = fold(undefined, [first as Delta, ...others]).row;
        const write = { writtenAt: new Date(0), days: undefined };

        const [state] = statesAt(
          ofRow.map((delta) => readEntry(toHistoryItem(delta, write))),
          at,
        );

        expect(state?.said.entry.endsWith(current.order)).toBe(true);
        expect(state?.state).toEqual(current.state);
      }),
    );
  });
});
