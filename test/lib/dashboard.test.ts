import { describe, expect, test } from '@jest/globals';
import { ref, synthesize } from './synthesize.ts';
import { metricsOfWidget, readMonitoring } from './watched-metrics.ts';

const synthesized = synthesize();
const { widgets, alarms } = readMonitoring(synthesized);
const titled = (title: string) => {
  const found = widgets.find(({ properties }) => properties.title === title);
  if (found === undefined) throw new Error(`no widget ${title}`);
  return found;
};
/** Metrics of a widget, each with its statistic: `Duration p99`. */
const shown = (title: string) =>
  metricsOfWidget(titled(title)).map(({ name, statistic }) => `${name} ${statistic}`);
const limitsOf = (title: string) =>
  titled(title).properties.annotations?.horizontal?.map(({ value, label }) => ({ value, label }));

describe('the dashboard', () => {
  test('is named after its environment and region, since an account has one list of dashboards', () => {
    expect(synthesized.only('AWS::CloudWatch::Dashboard').Properties['DashboardName']).toEqual({
      'Fn::Join': ['', ['canvas-grade-state-prod-', ref('AWS::Region')]],
    });
  });

  test('fills the grid of 24 columns without a gap and without an overlap', () => {
    const cells = widgets.flatMap(({ x, y, width, height }) =>
      Array.from({ length: width * height }, (_, i) => `${x + (i % width)},${y + Math.floor(i / width)}`),
    );
    const rows = Math.max(...widgets.map(({ y, height }) => y + height));

    expect(new Set(cells).size).toBe(cells.length);
    expect(cells).toHaveLength(24 * rows);
    expect(widgets.every(({ x, width }) => x + width <= 24)).toBe(true);
  });

  test('says everything: no value is missing from its texts', () => {
    expect(JSON.stringify(widgets)).not.toMatch(/undefined|NaN|\[object|\$\{Token/);
  });

  test('shows the state of every alarm', () => {
    expect(titled('Alarms').properties.alarms).toHaveLength(alarms.length);
  });

  test.each([
    ['Messages by outcome', ['Applied', 'Duplicate', 'Stale', 'Ignored', 'Rejected', 'Failed'].map(sum)],
    ['Event lag: from Canvas to the table', ['EventLag p50', 'EventLag p90', 'EventLag p99']],
    ['Messages in and out', ['NumberOfMessagesSent', 'NumberOfMessagesDeleted'].map(sum)],
    [
      'Queue depth',
      ['ApproximateNumberOfMessagesVisible Maximum', 'ApproximateNumberOfMessagesNotVisible Maximum'],
    ],
    ['Age of the oldest message', ['ApproximateAgeOfOldestMessage Maximum']],
    ['Dead letters', ['ApproximateNumberOfMessagesVisible Maximum']],
    ['Function duration', ['Duration p50', 'Duration p99', 'Duration Maximum']],
    ['Function concurrency', ['ConcurrentExecutions Maximum', 'Invocations Sum']],
    ['Function errors and throttles', ['Errors', 'Throttles'].map(sum)],
    ...['submissions', 'scores', 'course-scores'].map((name): [string, string[]] => [
      `Table ${name}`,
      [
        'ConsumedReadCapacityUnits',
        'ConsumedWriteCapacityUnits',
        'ReadThrottleEvents',
        'WriteThrottleEvents',
      ].map(sum),
    ]),
    ['Events by name', ['Events Sum']],
    ['Missed changes', ['MissedChange Sum']],
    ['Schema drift', ['SchemaDrift Sum']],
  ] satisfies [string, string[]][])('shows %s', (title, metrics) => {
    expect(shown(title)).toEqual(metrics);
  });

  test('draws the limits that the alarms and the configuration set', () => {
    expect(limitsOf('Event lag: from Canvas to the table')).toEqual([
      { value: 900_000, label: 'EventLag: p99 of 15 minutes' },
    ]);
    expect(limitsOf('Age of the oldest message')).toEqual([{ value: 1083, label: 'OldestMessage' }]);
    expect(limitsOf('Dead letters')).toEqual([{ value: 1, label: 'DeadLetters' }]);
    expect(limitsOf('Function duration')).toEqual([{ value: 60_000, label: 'timeout' }]);
    expect(limitsOf('Function concurrency')).toEqual([{ value: 5, label: 'maxConcurrency' }]);
  });
});

function sum(name: string): string {
  return `${name} Sum`;
}
