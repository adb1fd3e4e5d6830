import { describe, expect, test } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import { openDeliveries } from '../../faults/deliveries.ts';
import { kindNames, openTally } from '../../faults/kinds.ts';
import { describeFaults } from '../../faults/print.ts';
import type { FaultsReport } from '../../faults/run-faults.ts';

const options = { seed: '7', events: 2000, copies: 2, consumers: 5 };

function reportOf(findings: Partial<FaultsReport> = {}): FaultsReport {
  const holdings = {
    rows: { submissions: [{}], scores: [], 'course-scores': [], history: [] },
    deadLetters: [],
  };
  const found = {
    ...holdings,
    rebuilt: holdings.rows,
    left: 0,
    messages: 3,
    deliveries: 8,
    mostAtOnce: 4,
    violations: [],
  };
  const tally = openTally();
  for (const kind of kindNames) for (let times = 0; times < 21; times += 1) tally.add(kind);
  return { tally, sent: [], expected: holdings, found, wrong: [], rare: [], ...findings };
}

function describeRun(report: FaultsReport, broken?: 'no-revision-condition'): string {
  return describeFaults({ ...options, broken }, report, [{ name: 'run', seconds: 1.25 }], (_, text) => text);
}

describe('the report of a faults run', () => {
  test('tells every kind and how often it was injected', () => {
    const text = describeRun(reportOf());
    for (const kind of kindNames) expect(text).toMatch(new RegExp(`^${kind} +21  `, 'm'));
  });

  test('says green only when nothing is wrong and every kind came often enough', () => {
    expect(describeRun(reportOf())).toMatch(/^green: /m);
    expect(describeRun(reportOf({ wrong: ['a row is wrong'] }))).toMatch(
      /^red: 1 finding\n {2}a row is wrong$/m,
    );
    expect(describeRun(reportOf({ rare: ['throttled'] }))).toMatch(/throttled came too rarely/);
  });

  test('says of a broken function that it should not be green', () => {
    expect(describeRun(reportOf(), 'no-revision-condition')).toMatch(/although it is broken$/m);
  });

  test('shows twenty findings and counts the rest', () => {
    const wrong = Array.from({ length: 25 }, (_, i) => `finding ${i}`);
    expect(describeRun(reportOf({ wrong }))).toMatch(/finding 19\n {2}and 5 more/);
  });
});

describe('deliveries', () => {
  const records = [{ messageId: 'a' }, { messageId: 'b' }] as SQSRecord[];

  test('count what comes again while being processed, and not what comes again later', () => {
    const tally = openTally();
    const deliveries = openDeliveries(tally);
    deliveries.begin(records);
    deliveries.begin(records.slice(0, 1));
    deliveries.end(records);
    deliveries.end(records.slice(0, 1));
    deliveries.begin(records);
    deliveries.end(records);
    expect(tally.count('delivered-while-in-work')).toBe(1);
    expect(deliveries.total()).toEqual({ messages: 2, deliveries: 5, mostAtOnce: 2 });
  });
});
