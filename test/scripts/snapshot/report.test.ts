import { describe, expect, test } from '@jest/globals';
import { count, type Kind, startTally } from '../../../scripts/snapshot/apply/tally.ts';
import {
  describeReport,
  hasDifferences,
  type Report,
  reportToJson,
} from '../../../scripts/snapshot/report.ts';
import { startSummary } from '../../../scripts/snapshot/summary.ts';
import { gradeChange, rowOf } from '../../support/messages.ts';
import { gradeSnapshot } from '../../support/snapshots.ts';

const until = '2026-03-10T00:00:00.000Z';
const held = rowOf(gradeChange());

/** A report of this many rows of each kind, all changed at one time. */
function reportOf(
  kinds: { readonly [Each in Kind]?: number },
  { asOf = '2026-03-09T23:00:00.000Z', ...report }: Partial<Report> & { readonly asOf?: string } = {},
): Report {
  const tally = startTally();
  for (const [kind, times] of Object.entries(kinds) as [Kind, number][]) {
    for (let time = 0; time < times; time += 1) {
      const line = gradeSnapshot({ asOf });
      count(tally, { line, kind, held: kind === 'missing' ? undefined : held }, until);
    }
  }
  return {
    command: 'reconcile',
    system: { name: 'canvas-grade-state-prod', isLocal: false },
    notAfter: until,
    isWriting: false,
    tally,
    unknown: undefined,
    summary: startSummary(),
    ...report,
  };
}

describe('a report for people', () => {
  test('counts rows by facet, and says how to look at those that differ', () => {
    const text = describeReport(reportOf({ equal: 90, behind: 7, missing: 1, newer: 2, absent: 3 }));
    expect(text).toContain('  grade  100       90     7       1        2\n');
    expect(text).toContain('Behind: 7 rows. Missing: 1 row. Nothing was written.');
    expect(text).toContain(
      '  npm run grades -- submission 21070000000000100 --stack canvas-grade-state-prod\n  and 2 more',
    );
    expect(text).toContain('  3  nothing to say of, and no row here');
  });

  test('says so when all were put right, and when nothing was to be', () => {
    expect(describeReport(reportOf({ behind: 1 }, { isWriting: true }))).toContain(
      'All of them were put right.',
    );
    expect(describeReport(reportOf({ equal: 1, newer: 1 }))).toContain('Every row says what Canvas says');
  });

  test.each([
    ['2026-03-09T00:00:00.001Z', '1 within a day'],
    ['2026-03-09T00:00:00.000Z', '1 within a week'],
    ['2026-03-02T00:00:00.000Z', '1 within a month'],
    ['2026-01-01T00:00:00.000Z', '1 longer before'],
  ])('of a row that Canvas changed at %s says: %s', (asOf, age) => {
    expect(describeReport(reportOf({ behind: 1 }, { asOf }))).toContain(`Canvas had changed them ${age}.`);
  });

  test('estimates what the feed loses of enough rows that an event had told of', () => {
    expect(describeReport(reportOf({ equal: 98, behind: 1 }))).not.toContain('of changes');
    const text = describeReport(reportOf({ equal: 686, behind: 14, missing: 700 }));
    expect(text).toContain(
      'Of 700 rows that live events had told of, 14 were behind: about 2.00 % of changes',
    );
    expect(text).toContain('At 200 changed rows a day, 4.0 fall behind a day.\nReconcile every night.');
  });

  test.each([
    ['2026-03-09T23:00:00.000Z', 'every night'],
    ['2026-01-01T00:00:00.000Z', 'every month'],
  ])('of rows that were changed at %s advises a reconcile %s', (asOf, advice) => {
    expect(describeReport(reportOf({ equal: 686, behind: 14 }, { asOf }))).toContain(`Reconcile ${advice}.`);
  });

  test('does not count for the feed what no event can have told', () => {
    const afterSnapshot = reportOf({ equal: 200 }, { asOf: until });
    expect(afterSnapshot.tally.feed).toEqual({ told: 0, untold: 0 });
  });

  test('names records that could not be read, and never a value', () => {
    const problems = [{ file: 'a.csv', line: 7, field: 'values.score', expected: 'expected a number' }];
    const summary = { leftOut: { draft: 4 }, problems, problemCount: 12 };
    const text = describeReport(reportOf({}, { summary }));
    expect(text).toContain('   4  a draft, or of a provisional grade');
    expect(text).toContain('  12  that could not be read\n  a.csv:7: values.score: expected a number');
  });
});

test('says that nothing was compared, and not that all is well', () => {
  expect(describeReport(reportOf({ absent: 1 }))).toContain('There was nothing to compare.');
});

test('rows differ until they were put right', () => {
  expect(hasDifferences(reportOf({ missing: 1 }))).toBe(true);
  expect(hasDifferences(reportOf({ behind: 1 }))).toBe(true);
  expect(hasDifferences(reportOf({ behind: 1 }, { isWriting: true }))).toBe(false);
  expect(hasDifferences(reportOf({ equal: 1, newer: 1, absent: 1, expired: 1 }))).toBe(false);
});

test('a report for programs has every count', () => {
  const report = reportOf(
    { equal: 98, behind: 2, missing: 1, newer: 3, absent: 4, expired: 5 },
    { isWriting: true },
  );
  expect(JSON.parse(reportToJson(report))).toEqual({
    command: 'reconcile',
    system: 'canvas-grade-state-prod',
    not_after: until,
    written: true,
    compared: 104,
    equal: 98,
    behind: 2,
    missing: 1,
    healed: 2,
    made: 1,
    newer_here: 3,
    nothing_to_say: 4,
    expired: 5,
    forgotten: 0,
    facets: { grade: { equal: 98, behind: 2, missing: 1, newer_here: 3 } },
    changed_within: { a_day: 3, a_week: 0, a_month: 0, longer: 0 },
    examples: {
      behind: Array(2).fill('npm run grades -- submission 21070000000000100 --stack canvas-grade-state-prod'),
      missing: ['npm run grades -- submission 21070000000000100 --stack canvas-grade-state-prod'],
      newer_here: Array(3).fill(
        'npm run grades -- submission 21070000000000100 --stack canvas-grade-state-prod',
      ),
    },
    feed: { told: 98, untold: 2, loss_rate: 0.02 },
    left_out: {},
    problem_count: 0,
    problems: [],
  });
});
