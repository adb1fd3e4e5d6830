import { Duration } from 'aws-cdk-lib';
import {
  MathExpression,
  Metric,
  type MetricOptions,
  SearchExpression,
  Unit,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { AnyTableName } from '../lambdas/consume-live-events/domain/tables.ts';
import { batchMetrics, eventsMetric, outcomeMetrics } from '../lambdas/consume-live-events/telemetry.ts';
import type { Config } from './config.ts';

/** The namespace of what the consumer itself counts. */
export const metricsNamespace = 'CanvasGradeState';

/**
 * Names the consumer's function, and the service in its log lines and metrics.
 *
 * The environment is part of it: namespace and service are all that tells metrics apart, so prod and beta
 * in one account and region would otherwise be added up, and each would alarm for the other.
 */
export function serviceName({ name }: Pick<Config, 'name'>): string {
  return `canvas-grade-state-${name}`;
}

export const outcomes = Object.values(outcomeMetrics);

/** Metrics that the consumer writes to its log; a test compares them with what it really writes. */
export type ConsumerMetric = (typeof outcomes)[number] | (typeof batchMetrics)[keyof typeof batchMetrics];

/** A metric of one environment's consumer: the sum over five minutes, unless told otherwise. */
export function consumerMetric(
  config: Pick<Config, 'name'>,
  metricName: ConsumerMetric,
  options: MetricOptions = {},
): Metric {
  return new Metric({
    namespace: metricsNamespace,
    metricName,
    dimensionsMap: { service: serviceName(config) },
    unit: metricName === batchMetrics.eventLag ? Unit.MILLISECONDS : Unit.COUNT,
    statistic: 'Sum',
    period: Duration.minutes(5),
    ...options,
  });
}

/**
 * Percent of all messages that were rejected; zero below ten of them, which are no rate.
 *
 * Every batch writes all of these, zeros too, so none is missing where another is there.
 */
export function rejectedPercent(config: Pick<Config, 'name'>, period: Duration): MathExpression {
  const usingMetrics = Object.fromEntries(
    outcomes.map((name) => [name.toLowerCase(), consumerMetric(config, name, { period })]),
  );
  const all = Object.keys(usingMetrics).join(' + ');
  return new MathExpression({
    expression: `IF(rejected >= 10, 100 * rejected / (${all}), 0)`,
    usingMetrics,
    period,
    label: 'Rejected messages, percent',
  });
}

/** Missed changes, in percent of the events applied; zero below ten of them. */
export function missedPercent(config: Pick<Config, 'name'>, period: Duration): MathExpression {
  return new MathExpression({
    expression: 'IF(missed >= 10, 100 * missed / applied, 0)',
    usingMetrics: {
      missed: consumerMetric(config, 'MissedChange', { period }),
      applied: consumerMetric(config, 'Applied', { period }),
    },
    period,
    label: 'Missed changes, percent',
  });
}

/**
 * Events that carry grade state, a line for each name of which any came in the last two weeks.
 *
 * A search, so that the stack need not know the names and one that Canvas begins to send appears by itself.
 */
export function eventsByName(config: Pick<Config, 'name'>): SearchExpression {
  const { name, dimension } = eventsMetric;
  const schema = `{${metricsNamespace},service,${dimension}}`;
  return new SearchExpression({
    expression: `SEARCH('${schema} MetricName="${name}" service="${serviceName(config)}"', 'Sum', 300)`,
    label: `\${PROP('Dim.${dimension}')}`,
  });
}

const writes = {
  batchexecutestatement: { Operation: 'BatchExecuteStatement' },
  'batchexecutestatement-write': { Operation: 'BatchExecuteStatement', OperationType: 'Write' },
} as const;
const readsAndWrites = {
  batchgetitem: { Operation: 'BatchGetItem' },
  getitem: { Operation: 'GetItem' },
  ...writes,
} as const;

/**
 * What the consumer calls on a table, in the dimensions that tell it beside the table.
 *
 * AWS documents `OperationType` for `BatchExecuteStatement`, and leaves open whether errors come with it or
 * without; a metric under the wrong dimensions has no data, ever, so both are watched.
 */
export function operationsOn(table: AnyTableName) {
  return table === 'history' ? writes : readsAndWrites;
}

/** `SystemErrors` of a table exists by operation: without one it has no data, ever. */
export function systemErrors(
  table: Table,
  operation: { readonly [dimension: string]: string },
  options?: MetricOptions,
): Metric {
  return table.metric('SystemErrors', {
    dimensionsMap: { TableName: table.tableName, ...operation },
    statistic: 'Sum',
    ...options,
  });
}
