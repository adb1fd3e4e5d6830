import type { Duration } from 'aws-cdk-lib';
import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { type AnyTableName, allTableNames } from '../lambdas/consume-live-events/domain/tables.ts';
import { type AlarmDefinition, minutes } from './alarms.ts';
import type { Config } from './config.ts';
import { operationsOn, systemErrors } from './metrics.ts';

/** The resources of one environment that are watched. */
export type Watched = {
  readonly config: Pick<Config, 'name' | 'runbookUrl' | 'silenceHours' | 'maxConcurrency' | 'history'>;
  readonly queue: Queue;
  readonly visibilityTimeout: Duration;
  readonly deadLetterQueue: Queue;
  readonly function: IFunction;
  readonly timeout: Duration;
  readonly tables: Readonly<Record<AnyTableName, Table>>;
};

/**
 * Seconds after which a message is too old. One that failed twice waits out two visibility timeouts and
 * is no news; what failed three times SQS leaves out of the metric.
 */
export function oldestMessageSeconds({ visibilityTimeout }: Pick<Watched, 'visibilityTimeout'>): number {
  return 3 * visibilityTimeout.toSeconds();
}

export function queueAlarms(watched: Watched): AlarmDefinition[] {
  const { queue, deadLetterQueue } = watched;
  return [
    {
      kind: 'DeadLetters',
      // Not NumberOfMessagesSent, which leaves out what SQS itself moves here; not Sum, which adds up samples.
      metric: deadLetterQueue.metricApproximateNumberOfMessagesVisible({
        statistic: 'Maximum',
        period: minutes(1),
      }),
      threshold: 1,
      datapoints: [1, 1],
      // SQS stops reporting a queue that has been empty and untouched for six hours.
      missing: TreatMissingData.NOT_BREACHING,
      happened: 'There are messages in the dead-letter queue: each was rejected, or failed five times.',
      lost: 'Nothing is lost, but their rows are out of date, and the queue deletes a message after 14 days at most.',
      next: 'read them with `npm run dead-letters`, fix the cause, then redrive them.',
    },
    {
      kind: 'OldestMessage',
      metric: queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', period: minutes(1) }),
      threshold: oldestMessageSeconds(watched),
      datapoints: [5, 5],
      // Nothing waits in a queue that SQS does not report.
      missing: TreatMissingData.NOT_BREACHING,
      happened: 'Messages wait longer than retries explain: the consumer is stopped, failing or too slow.',
      lost: 'Nothing is lost before they are 7 days old; rows are out of date until then.',
      next: 'see whether the event source mapping is enabled and whether the function fails or is throttled.',
    },
  ];
}

/** Whether Canvas still sends is seen at the queue: it does not depend on the consumer. */
export function silenceAlarms({ config, queue }: Watched): AlarmDefinition[] {
  if (config.silenceHours === 0) return [];
  return [
    {
      kind: 'Silence',
      metric: queue.metricNumberOfMessagesSent({ statistic: 'Sum', period: minutes(60) }),
      threshold: 1,
      isFloor: true,
      datapoints: [config.silenceHours, config.silenceHours],
      // A queue that SQS does not report has not been sent anything: this is the silence.
      missing: TreatMissingData.BREACHING,
      happened: `Canvas has sent nothing for ${config.silenceHours} hour${config.silenceHours === 1 ? '' : 's'}.`,
      lost: 'If this is not a holiday, whatever Canvas could not deliver is lost: it does not send again.',
      next: 'check the subscription in Canvas Data Services, then the policy (and key) of the queue.',
    },
  ];
}

export function functionAlarms({ function: consumer, timeout }: Watched): AlarmDefinition[] {
  // Lambda reports a function only when it is called; a queue that is not consumed shows in OldestMessage.
  const missing = TreatMissingData.NOT_BREACHING;
  return [
    {
      kind: 'FunctionErrors',
      metric: consumer.metricErrors({ statistic: 'Sum', period: minutes(5) }),
      threshold: 1,
      // A single failed invocation is delivered again and needs nobody.
      datapoints: [2, 3],
      missing,
      happened: 'The function crashes, cannot start or is cut off, again and again.',
      lost: 'Nothing is lost yet: each batch comes again, five times in half an hour, then becomes dead letters.',
      next: 'read the errors in its log; after a deployment, roll back.',
    },
    {
      kind: 'FunctionThrottles',
      metric: consumer.metricThrottles({ statistic: 'Sum', period: minutes(5) }),
      threshold: 1,
      datapoints: [2, 3],
      missing,
      happened: "Lambda refuses to run the function: the account's concurrency is used up.",
      lost: 'Nothing is lost yet, but each refusal counts as a receive, and the fifth makes a dead letter.',
      next: 'find what uses the concurrency, lower maxConcurrency or have the quota raised.',
    },
    {
      kind: 'FunctionTimeouts',
      // Lambda has no metric of timeouts. The function stops itself five seconds early, so an invocation
      // that lasts as long as it may did not stop by itself.
      metric: consumer.metricDuration({ statistic: 'Maximum', period: minutes(5) }),
      threshold: 0.99 * timeout.toMilliseconds(),
      datapoints: [1, 1],
      missing,
      happened: `An invocation was cut off after ${timeout.toSeconds()} s, although it stops itself before.`,
      lost: 'Nothing is lost: its whole batch comes again, also what was saved, which changes nothing.',
      next: 'look for slow or hanging calls in its log; lower batchSize if it recurs.',
    },
  ];
}

/**
 * An alarm for each metric, not one for their sum: DynamoDB reports these only when there are any, and a sum
 * with a missing part may be missing too. CloudWatch's price is by metric in either case.
 */
export function tableAlarms({ config, tables }: Watched): AlarmDefinition[] {
  // No data means none happened.
  const shared = { threshold: 1, datapoints: [3, 3], missing: TreatMissingData.NOT_BREACHING } as const;
  return usedTables(config).flatMap((name): AlarmDefinition[] => [
    ...(['Read', 'Write'] as const).map(
      (direction): AlarmDefinition => ({
        ...shared,
        kind: 'TableThrottles',
        of: `${name}-${direction.toLowerCase()}s`,
        metric: tables[name].metric(`${direction}ThrottleEvents`, { statistic: 'Sum', period: minutes(5) }),
        happened: `DynamoDB has throttled ${direction.toLowerCase()}s of the table ${name} for 15 minutes.`,
        lost: 'Nothing is lost: the function tries again, and what fails all the same comes again from the queue.',
        next: 'look for one hot key or a reader without limits, or warm the table up before a large burst.',
      }),
    ),
    ...Object.entries(operationsOn(name)).map(
      ([operation, dimensions]): AlarmDefinition => ({
        ...shared,
        kind: 'TableSystemErrors',
        of: `${name}-${operation}`,
        metric: systemErrors(tables[name], dimensions, { period: minutes(5) }),
        happened: `DynamoDB has answered ${dimensions.Operation} on the table ${name} with errors of its own for 15 minutes.`,
        lost: 'Nothing is lost: the function tries again, and what fails all the same comes again from the queue.',
        next: 'see the AWS Health Dashboard; wait, and redrive dead letters afterwards.',
      }),
    ),
  ]);
}

/** The tables that the consumer works with. */
export function usedTables({ history }: Pick<Config, 'history'>): AnyTableName[] {
  return allTableNames.filter((name) => name !== 'history' || history);
}
