import type { Logger } from '@aws-lambda-powertools/logger';
import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { printableName } from './domain/printable-name.ts';
import type { BatchReport, Outcome, RecordOutcome } from './process-batch.ts';
import { batchMetrics, eventsMetric, logMessages, outcomeMetrics } from './telemetry.ts';

const outcomeKinds = Object.keys(outcomeMetrics) as Outcome['kind'][];

type OutcomeCounts = Readonly<Record<Outcome['kind'], number>>;
type NameCount = readonly [name: string, count: number];

/**
 * Names listed in a batch's line; how many more there are is a number beside them.
 *
 * Senders choose names, and a body has room for 90,000. CloudWatch takes 1 MB a line, and Logs Insights finds
 * its way in no more than 200 fields of it.
 */
const MAX_NAMES = 50;

/**
 * Reports a batch: a log line for each rejection and failure, one for the batch, and metrics. What cannot be
 * told of one of them keeps none of the others from being told.
 *
 * Never prints a body or a value from one. Of an error only its name, status and place are printed:
 * messages of `JSON.parse`, the SDK and DynamoDB may quote what they were given.
 */
export function createReport(logger: Logger, metrics: Metrics): (batch: BatchReport) => void {
  const tell = (one: () => void) => {
    try {
      one();
    } catch (error) {
      logger.error(logMessages.unreported, printableError(error));
    }
  };
  return (batch) => {
    const outcomes = countOutcomes(batch.outcomes);
    for (const recordOutcome of batch.outcomes) tell(() => logRecord(logger, recordOutcome));
    tell(() => logBatch(logger, batch, outcomes));
    tell(() => addMetrics(metrics, batch, outcomes));
    tell(() => addEvents(metrics, batch.events));
  };
}

function logBatch(logger: Logger, batch: BatchReport, outcomes: OutcomeCounts): void {
  const ignored = [...countNames(batch.ignored)].sort(byCount);
  const drift = batch.drift.toSorted();
  logger.info(logMessages.batch, {
    records: batch.outcomes.length,
    outcomes,
    rows: batch.rows,
    rows_written: batch.rowsWritten,
    history_written: batch.remembered,
    missed_changes: batch.missedChanges,
    // Powertools leaves members named `constructor` or `__proto__` out of what it copies, but not out of what this gives.
    ignored_events: { toJSON: () => Object.fromEntries(ignored.slice(0, MAX_NAMES)) },
    ignored_events_more: Math.max(0, ignored.length - MAX_NAMES),
    schema_drift: drift.slice(0, MAX_NAMES),
    schema_drift_more: Math.max(0, drift.length - MAX_NAMES),
  });
}

/** The most frequent first, so that the list of a set of names depends on nothing else. */
function byCount([name, count]: NameCount, [otherName, otherCount]: NameCount): number {
  return otherCount - count || (name < otherName ? -1 : 1);
}

function addMetrics(metrics: Metrics, batch: BatchReport, outcomes: OutcomeCounts): void {
  // First, since Powertools publishes by itself at every hundredth value and complains when nothing is left.
  for (const lag of batch.eventLags)
    metrics.addMetric(batchMetrics.eventLag, MetricUnit.Milliseconds, Math.max(0, lag));
  for (const kind of outcomeKinds) metrics.addMetric(outcomeMetrics[kind], MetricUnit.Count, outcomes[kind]);
  metrics.addMetric(batchMetrics.missedChanges, MetricUnit.Count, batch.missedChanges);
  metrics.addMetric(batchMetrics.drift, MetricUnit.Count, batch.drift.length);
  metrics.publishStoredMetrics();
}

/**
 * Counts events by name, each name in a document of its own, since a document has one set of dimensions.
 *
 * Every value of a dimension is another metric to pay for, and senders choose names: only those that
 * carry grade state, which are few, come here.
 */
function addEvents(metrics: Metrics, events: BatchReport['events']): void {
  for (const [name, count] of countNames(events)) {
    metrics.addDimension(eventsMetric.dimension, name);
    metrics.addMetric(eventsMetric.name, MetricUnit.Count, count);
    metrics.publishStoredMetrics();
  }
}

function logRecord(logger: Logger, { record, outcome }: RecordOutcome): void {
  const message = {
    message_id: record.messageId,
    event_name: printableName(record.messageAttributes['event_name']?.stringValue ?? 'unnamed'),
  };
  if (outcome.kind === 'rejected') logger.warn(logMessages.rejected, { ...message, ...outcome.rejection });
  if (outcome.kind === 'failed')
    logger.error(logMessages.failed, { ...message, ...printableError(outcome.error) });
}

function countOutcomes(outcomes: readonly RecordOutcome[]): OutcomeCounts {
  const counts = { applied: 0, duplicate: 0, stale: 0, ignored: 0, rejected: 0, failed: 0 };
  for (const { outcome } of outcomes) counts[outcome.kind] += 1;
  return counts;
}

function countNames(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** Gives of an error what may be logged. */
function printableError(error: unknown): { error: string; status?: number; at?: string } {
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
