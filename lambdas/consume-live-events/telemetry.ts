/*
 * What the function tells of itself, by name. Alarms, dashboard, runbook and operators' commands go by these
 * names, and so may what others have built on them.
 */

/** Messages of log lines. */
export const logMessages = {
  batch: 'batch processed',
  rejected: 'message rejected',
  failed: 'message failed',
  unreported: 'report failed',
} as const;

/** Metrics by outcome of a message. Their unit is Count, their only dimension the service. */
export const outcomeMetrics = {
  applied: 'Applied',
  duplicate: 'Duplicate',
  stale: 'Stale',
  ignored: 'Ignored',
  rejected: 'Rejected',
  failed: 'Failed',
} as const;

/** Other metrics, whose only dimension is the service as well. */
export const batchMetrics = {
  missedChanges: 'MissedChange',
  drift: 'SchemaDrift',
  eventLag: 'EventLag',
} as const;

/** Counts events that carry grade state, by service and by this dimension. */
export const eventsMetric = { name: 'Events', dimension: 'event_name' } as const;
