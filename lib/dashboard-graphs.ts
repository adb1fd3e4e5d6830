import { Duration } from 'aws-cdk-lib';
import type { GraphWidgetProps, HorizontalAnnotation, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { consumerMetric, eventsByName, outcomes } from './metrics.ts';
import { eventLagLimit } from './outcome-alarms.ts';
import { oldestMessageSeconds, usedTables, type Watched } from './resource-alarms.ts';

const colors = {
  good: '#2ca02c',
  quiet: '#7f7f7f',
  info: '#1f77b4',
  odd: '#9467bd',
  warning: '#ff7f0e',
  bad: '#d62728',
};

const outcomeColors = {
  Applied: colors.good,
  Duplicate: colors.quiet,
  Stale: colors.odd,
  Ignored: colors.info,
  Rejected: colors.warning,
  Failed: colors.bad,
} as const satisfies Record<(typeof outcomes)[number], string>;

/** A line at the value that an alarm or a limit is set to. */
function limit(value: number, label: string): HorizontalAnnotation {
  return { value, label, color: colors.bad };
}

const fromZero = (label: string) => ({ min: 0, label, showUnits: false });

export function eventGraphs({ config }: Watched): GraphWidgetProps[] {
  const lag = (statistic: string, color: string) =>
    consumerMetric(config, 'EventLag', { statistic, label: statistic, color });
  return [
    {
      title: 'Messages by outcome',
      stacked: true,
      left: outcomes.map((name) => consumerMetric(config, name, { color: outcomeColors[name] })),
      leftYAxis: fromZero('messages in 5 minutes'),
    },
    {
      title: 'Event lag: from Canvas to the table',
      left: [lag('p50', colors.good), lag('p90', colors.info), lag('p99', colors.warning)],
      leftYAxis: fromZero('milliseconds'),
      leftAnnotations: [limit(eventLagLimit.toMilliseconds(), 'EventLag: p99 of 15 minutes')],
    },
  ];
}

export function queueGraphs(watched: Watched): GraphWidgetProps[] {
  const { queue, deadLetterQueue } = watched;
  const period = Duration.minutes(1);
  const sum = { statistic: 'Sum', period };
  const maximum = { statistic: 'Maximum', period };
  const waiting = (of: Queue, label: string, color: string) =>
    of.metricApproximateNumberOfMessagesVisible({ ...maximum, label, color });
  return [
    {
      title: 'Messages in and out',
      left: [
        queue.metricNumberOfMessagesSent({ ...sum, label: 'sent by Canvas', color: colors.info }),
        queue.metricNumberOfMessagesDeleted({ ...sum, label: 'finished', color: colors.good }),
      ],
      leftYAxis: fromZero('messages in a minute'),
    },
    {
      title: 'Queue depth',
      left: [
        waiting(queue, 'waiting', colors.info),
        queue.metricApproximateNumberOfMessagesNotVisible({
          ...maximum,
          label: 'being processed',
          color: colors.quiet,
        }),
      ],
      leftYAxis: fromZero('messages'),
    },
    {
      title: 'Age of the oldest message',
      left: [queue.metricApproximateAgeOfOldestMessage({ ...maximum, label: 'age', color: colors.info })],
      leftYAxis: fromZero('seconds'),
      leftAnnotations: [limit(oldestMessageSeconds(watched), 'OldestMessage')],
    },
    {
      title: 'Dead letters',
      left: [waiting(deadLetterQueue, 'dead letters', colors.bad)],
      leftYAxis: fromZero('messages'),
      leftAnnotations: [limit(1, 'DeadLetters')],
    },
  ];
}

export function functionGraphs({ config, function: consumer, timeout }: Watched): GraphWidgetProps[] {
  const duration = (statistic: string, color: string) =>
    consumer.metricDuration({ statistic, label: statistic, color });
  return [
    {
      title: 'Function duration',
      left: [duration('p50', colors.good), duration('p99', colors.info), duration('Maximum', colors.warning)],
      leftYAxis: fromZero('milliseconds'),
      leftAnnotations: [limit(timeout.toMilliseconds(), 'timeout')],
    },
    {
      title: 'Function concurrency',
      left: [
        consumer.metric('ConcurrentExecutions', {
          statistic: 'Maximum',
          period: Duration.minutes(1),
          label: 'at once',
          color: colors.info,
        }),
      ],
      leftYAxis: fromZero('invocations'),
      leftAnnotations: [limit(config.maxConcurrency, 'maxConcurrency')],
      right: [
        consumer.metricInvocations({
          statistic: 'Sum',
          label: 'invocations in 5 minutes',
          color: colors.quiet,
        }),
      ],
      rightYAxis: fromZero('invocations in 5 minutes'),
    },
    {
      title: 'Function errors and throttles',
      left: [
        consumer.metricErrors({ statistic: 'Sum', label: 'errors', color: colors.bad }),
        consumer.metricThrottles({ statistic: 'Sum', label: 'throttles', color: colors.warning }),
      ],
      leftYAxis: fromZero('invocations in 5 minutes'),
    },
  ];
}

export function tableGraphs({ config, tables }: Watched): GraphWidgetProps[] {
  return usedTables(config).map((name) => {
    const metric = (metricName: string, label: string, color: string) =>
      tables[name].metric(metricName, { statistic: 'Sum', label, color });
    return {
      title: `Table ${name}`,
      left: [
        metric('ConsumedReadCapacityUnits', 'read units', colors.info),
        metric('ConsumedWriteCapacityUnits', 'write units', colors.good),
      ],
      leftYAxis: fromZero('units in 5 minutes'),
      right: [
        metric('ReadThrottleEvents', 'throttled reads', colors.warning),
        metric('WriteThrottleEvents', 'throttled writes', colors.bad),
      ],
      rightYAxis: fromZero('throttles in 5 minutes'),
    };
  });
}

export function contentGraphs({ config }: Watched): GraphWidgetProps[] {
  const count = (name: 'MissedChange' | 'SchemaDrift', label: string, color: string): Metric =>
    consumerMetric(config, name, { label, color });
  return [
    {
      title: 'Events by name',
      stacked: true,
      left: [eventsByName(config)],
      leftYAxis: fromZero('events in 5 minutes'),
    },
    {
      title: 'Missed changes',
      left: [count('MissedChange', 'missed changes', colors.warning)],
      leftYAxis: fromZero('events in 5 minutes'),
    },
    {
      title: 'Schema drift',
      left: [count('SchemaDrift', 'unknown fields', colors.odd)],
      leftYAxis: fromZero('fields in 5 minutes'),
    },
  ];
}
