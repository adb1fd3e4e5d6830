import type { Logger } from '@aws-lambda-powertools/logger';
import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { printableName } from './domain/names.ts';
import type { BatchReport, Outcome, RecordOutcome } from './process-batch.ts';

/** Metric names by outcome. Their unit is Count, their only dimension the service. */
export const outcomeMetrics = {
  applied: 'Applied',
  duplicate: 'Duplicate',
  stale: 'Stale',
  ignored: 'Ignored',
  rejected: 'Rejected',
  failed: 'Failed',
} as const satisfies Record<Outcome['kind'], string>;

const outcomeKinds = Object.keys(outcomeMetrics) as Outcome['kind'][];

/**
 * Reports a batch: a log line for each rejection and failure, one for the batch, and metrics.
 *
 * Never prints a body or a value from one. Of an error only its name, status and place are printed:
 * messages of `JSON.parse`, the SDK and DynamoDB may quote what they were given.
 */
export function createReport(logger: Logger, metrics: Metrics): (batch: BatchReport) => void {
  return (batch) => {
    for (const recordOutcome of batch.outcomes) logRecord(logger, recordOutcome);
    const outcomes = countOutcomes(batch.outcomes);
    logger.info('batch processed', {
      records: batch.outcomes.length,
      outcomes,
      rows: batch.rows,
      rows_written: batch.rowsWritten,
      missed_changes: batch.missedChanges,
      ignored_events: countNames(batch.ignored),
      schema_drift: batch.drift,
    });
    // First, since Powertools publishes by itself at every hundredth value and complains when nothing is left.
    for (const lag of batch.eventLags)
      metrics.addMetric('EventLag', MetricUnit.Milliseconds, Math.max(0, lag));
    for (const kind of outcomeKinds)
      metrics.addMetric(outcomeMetrics[kind], MetricUnit.Count, outcomes[kind]);
    metrics.addMetric('MissedChange', MetricUnit.Count, batch.missedChanges);
    metrics.addMetric('SchemaDrift', MetricUnit.Count, batch.drift.length);
    metrics.publishStoredMetrics();
    reportEvents(metrics, batch.events);
  };
}

/**
 * Counts events by name, each name in a document of its own, since a document has one set of dimensions.
 *
 * Every value of a dimension is another metric to pay for, and senders choose names: only those that
 * carry grade state, which are few, come here.
 */
function reportEvents(metrics: Metrics, events: BatchReport['events']): void {
  for (const [name, count] of Object.entries(countNames(events))) {
    metrics.addDimension('event_name', name);
    metrics.addMetric('Events', MetricUnit.Count, count);
    metrics.publishStoredMetrics();
  }
}

function logRecord(logger: Logger, { record, outcome }: RecordOutcome): void {
  const message = {
    message_id: record.messageId,
    event_name: printableName(record.messageAttributes['event_name']?.stringValue ?? 'unnamed'),
  };
  if (outcome.kind === 'rejected') logger.warn('message rejected', { ...message, ...outcome.rejection });
  if (outcome.kind === 'failed')
    logger.error('message failed', { ...message, ...describeError(outcome.error) });
}

function countOutcomes(outcomes: readonly RecordOutcome[]): Record<Outcome['kind'], number> {
  const counts = { applied: 0, duplicate: 0, stale: 0, ignored: 0, rejected: 0, failed: 0 };
  for (const { outcome } of outcomes) counts[outcome.kind] += 1;
  return counts;
}

function countNames(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function describeError(error: unknown): { error: string; status?: number; at?: string } {
  if (!(error instanceof Error)) return { error: typeof error };
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  const place = error.stack
    ?.split('\n')
    .find((line) => /^\s+at /.test(line))
    ?.trim();
  return {
    error: error.name,
    ...(status !== undefined && { status }),
    ...(place !== undefined && { at: place }),
  };
}
