import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { describe, expect, test } from '@jest/globals';
import { liveEvents } from '../../lambdas/consume-live-events/domain/live-events.ts';
import type { BatchReport, Outcome } from '../../lambdas/consume-live-events/process-batch.ts';
import { createReport } from '../../lambdas/consume-live-events/report.ts';
import { sqsRecord } from '../support/records.ts';
import { documentedMetrics } from './documented-metrics.ts';
import { synthesize } from './synthesize.ts';
import { metricsOfAlarm, metricsOfWidget, readMonitoring, type WatchedMetric } from './watched-metrics.ts';

const synthesized = synthesize();
const { alarms, widgets } = readMonitoring(synthesized);
const watched = [...alarms.flatMap(metricsOfAlarm), ...widgets.flatMap(metricsOfWidget)];

/** A batch with something of everything that is measured. */
const batch: BatchReport = {
  outcomes: (['applied', 'duplicate', 'stale', 'ignored', 'rejected', 'failed'] as const).map((kind) => ({
    record: sqsRecord('{}'),
    outcome: { kind, rejection: { code: 'invalid_json', detail: '' }, error: new Error('failed') } as Outcome,
  })),
  rows: 1,
  rowsWritten: 1,
  remembered: 0,
  missedChanges: 1,
  eventLags: [1, 2],
  events: Object.keys(liveEvents),
  ignored: ['logged_in'],
  drift: ['grade_change.body.anonymous'],
};

type Emitted = Pick<WatchedMetric, 'namespace' | 'name' | 'dimensions'> & { readonly unit: string };
type Line = { readonly [name: string]: unknown } & {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
};

/** Every metric that the function writes, with the environment that the template gives it. */
function emit(): Emitted[] {
  const { Environment } = synthesized.only('AWS::Lambda::Function').Properties as {
    Environment: { Variables: Record<string, string> };
  };
  const lines: string[] = [];
  const write = (line: string) => {
    lines.push(line);
  };
  const sink = { ...globalThis.console, log: write, info: write, warn: write, error: write };
  const metrics = new Metrics({
    namespace: Environment.Variables['POWERTOOLS_METRICS_NAMESPACE'] ?? '',
    serviceName: Environment.Variables['POWERTOOLS_SERVICE_NAME'] ?? '',
  });
  createReport(
    Object.assign(new Logger(), { console: sink }),
    Object.assign(metrics, { console: sink }),
  )(batch);
  const documents = lines.map((line) => JSON.parse(line) as Line).filter((line) => '_aws' in line);
  return documents.flatMap((line) =>
    line['_aws'].CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
      Dimensions.flatMap((names) =>
        Metrics.map(({ Name, Unit }) => ({
          namespace: Namespace,
          name: Name,
          dimensions: Object.fromEntries(names.map((dimension) => [dimension, String(line[dimension])])),
          unit: Unit,
        })),
      ),
    ),
  );
}

const emitted = emit();
const key = (dimensions: object) => Object.keys(dimensions).sort().join();

/** Says what is wrong with a metric that nothing emits; empty when something does. */
function faultOf({ namespace, name, dimensions, unit }: WatchedMetric): string {
  const documented = documentedMetrics[namespace];
  if (documented === undefined) {
    const found = emitted.some(
      (metric) =>
        metric.namespace === namespace &&
        metric.name === name &&
        key(metric.dimensions) === key(dimensions) &&
        Object.entries(dimensions).every(
          ([dimension, value]) => value === '*' || metric.dimensions[dimension] === value,
        ) &&
        (unit === undefined || unit === metric.unit),
    );
    return found ? '' : 'the function does not write it';
  }
  const [documentedUnit, ...sets] = documented.metrics[name] ?? [];
  if (documentedUnit === undefined) return `not on ${documented.page}`;
  if (!sets.includes(key(dimensions))) return `has no data by ${key(dimensions)}`;
  if (unit !== undefined && unit !== documentedUnit) return `is in ${documentedUnit}`;
  const wrong = Object.entries(dimensions).find(([dimension, value]) => {
    return !documented.dimensions[dimension]?.test(value);
  });
  return wrong === undefined ? '' : `${wrong.join(' ')} is no resource of this kind`;
}

describe('every metric that an alarm or a widget names exists', () => {
  test('there are such', () => {
    expect(watched.length).toBeGreaterThan(50);
  });

  test.each(
    watched.map((metric) => [`${metric.place}: ${metric.namespace} ${metric.name}`, metric] as const),
  )('%s', (_, metric) => {
    expect(faultOf(metric)).toBe('');
  });
});

describe('a metric that does not exist is found', () => {
  const ours: WatchedMetric = {
    place: '',
    namespace: 'CanvasGradeState',
    name: 'Rejected',
    dimensions: { service: 'canvas-grade-state-prod' },
    unit: 'Count',
  };
  const systemErrors: WatchedMetric = {
    place: '',
    namespace: 'AWS/DynamoDB',
    name: 'SystemErrors',
    dimensions: { TableName: 'AWS::DynamoDB::Table/ScoresTable', Operation: 'BatchExecuteStatement' },
  };

  test('and one that does is not', () => {
    expect([ours, systemErrors].map(faultOf)).toEqual(['', '']);
  });

  test.each<[string, Partial<WatchedMetric>]>([
    ['name', { name: 'Reject' }],
    ['namespace', { namespace: 'canvas-grade-state' }],
    ['service', { dimensions: { service: 'canvas-grade-state' } }],
    ['dimension', { dimensions: { Service: 'canvas-grade-state-prod' } }],
    ['dimension too many', { dimensions: { ...ours.dimensions, event_name: '*' } }],
    ['unit', { unit: 'Milliseconds' }],
  ])('of ours, by its %s', (_, wrong) => {
    expect(faultOf({ ...ours, ...wrong })).not.toBe('');
  });

  test.each<[string, Partial<WatchedMetric>]>([
    ['name', { name: 'SystemError' }],
    ['namespace', { namespace: 'DynamoDB' }],
    ['missing operation', { dimensions: { TableName: 'AWS::DynamoDB::Table/ScoresTable' } }],
    ['operation', { dimensions: { ...systemErrors.dimensions, Operation: 'Put' } }],
    [
      'resource',
      { dimensions: { ...systemErrors.dimensions, TableName: 'AWS::SQS::Queue/LiveEventsQueue' } },
    ],
    ['unit', { unit: 'Seconds' }],
  ])('of AWS, by its %s', (_, wrong) => {
    expect(faultOf({ ...systemErrors, ...wrong })).not.toBe('');
  });
});

test('two environments share no metric of ours', async () => {
  const beta = readMonitoring(synthesize({ name: 'beta' }));
  const services = [...beta.alarms.flatMap(metricsOfAlarm), ...beta.widgets.flatMap(metricsOfWidget)].flatMap(
    ({ dimensions }) => dimensions['service'] ?? [],
  );

  expect(new Set(services)).toEqual(new Set(['canvas-grade-state-beta']));
});
