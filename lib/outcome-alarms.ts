import { Duration } from 'aws-cdk-lib';
import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { logMessages } from '../lambdas/consume-live-events/telemetry.ts';
import { type AlarmDefinition, minutes } from './alarms.ts';
import type { Config } from './config.ts';
import { consumerMetric, missedPercent, rejectedPercent } from './metrics.ts';

/** Canvas delivers within seconds to a few minutes. */
export const eventLagLimit = Duration.minutes(15);

/** Alarms on what became of the messages, as the consumer counts it. */
export function outcomeAlarms(config: Pick<Config, 'name'>): AlarmDefinition[] {
  return [
    {
      kind: 'FailedMessages',
      metric: consumerMetric(config, 'Failed', { period: minutes(5) }),
      threshold: 1,
      // A message that failed comes again after six minutes: two periods with any are a second failure.
      datapoints: [2, 3],
      // No batch, nothing failed; that there is no batch shows in OldestMessage and Silence.
      missing: TreatMissingData.NOT_BREACHING,
      happened: 'Messages fail again and again: DynamoDB or SQS refuses them, or time runs out.',
      lost: 'Nothing is lost yet: they come again, five times in half an hour, then become dead letters.',
      next: `read the lines "${logMessages.failed}" in the log: they name the error.`,
    },
    {
      kind: 'RejectedMessages',
      metric: rejectedPercent(config, minutes(15)),
      threshold: 5,
      datapoints: [1, 1],
      // No batch, nothing rejected.
      missing: TreatMissingData.NOT_BREACHING,
      happened: 'Of the messages of 15 minutes, 5 % or more were rejected: not an accident but a change.',
      lost: 'Nothing is lost: they are in the dead-letter queue with the reason, and can be redriven.',
      next: 'see which rejection_code it is: a wrong allow-list, a foreign Canvas, or a new format.',
    },
    {
      kind: 'EventLag',
      // With few events p99 is the slowest one; three periods in a row are needed, so it is evaluated all the
      // same: otherwise a small school's alarm could never fire.
      metric: consumerMetric(config, 'EventLag', { statistic: 'p99', period: minutes(5) }),
      threshold: eventLagLimit.toMilliseconds(),
      datapoints: [3, 3],
      // Nothing was written, so nothing was late; at night this is normal.
      missing: TreatMissingData.NOT_BREACHING,
      happened: 'Events reach the tables more than 15 minutes after they happened in Canvas.',
      lost: 'Nothing is lost: rows are out of date.',
      next: 'see whether the queue is behind (OldestMessage); if not, Canvas is, or dead letters were redriven.',
    },
    {
      kind: 'MissedChanges',
      metric: missedPercent(config, minutes(60)),
      threshold: 1,
      datapoints: [1, 1],
      // No events, none missed.
      missing: TreatMissingData.NOT_BREACHING,
      happened: 'Of the events of an hour, 1 % or more report an earlier value that was never seen.',
      lost: 'Earlier events are late or lost. Current state is right; a previous state may be missing.',
      next: 'wait an hour for late events, then npm run reconcile -- --dap --fix.',
    },
    {
      kind: 'SchemaDrift',
      metric: consumerMetric(config, 'SchemaDrift', { period: minutes(24 * 60) }),
      threshold: 1,
      datapoints: [1, 1],
      // Keeps its state over quiet days: one message for a new field, not one each morning.
      missing: TreatMissingData.IGNORE,
      happened: 'For information: Canvas sends fields that no documentation knows.',
      lost: 'Nothing is lost: the events are applied, the new fields are not read.',
      next: 'find the names in the log (schema_drift), then read the field or list it as unread.',
    },
  ];
}
