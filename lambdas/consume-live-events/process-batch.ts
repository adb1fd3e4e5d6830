import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import pMap from 'p-map';
import type { SendDeadLetter } from './dead-letters.ts';
import type { Change, Delta } from './domain/merge.ts';
import { type Policy, type Reading, readMessage } from './domain/read-message.ts';
import type { Rejection, Result } from './domain/result.ts';
import { mergeRows, type RowMerge } from './merge-rows.ts';
import type { RowStore } from './row-store.ts';

export type Dependencies = {
  readonly policy: Policy;
  readonly store: RowStore;
  readonly sendDeadLetter: SendDeadLetter;
  readonly report: (batch: BatchReport) => void;
};

/** What became of a record. All but `failed` are final, and the message is deleted. */
export type Outcome =
  | { readonly kind: Change | 'ignored' }
  | { readonly kind: 'rejected'; readonly rejection: Rejection }
  | { readonly kind: 'failed'; readonly error: unknown };

export type RecordOutcome = { readonly record: SQSRecord; readonly outcome: Outcome };

/** What a batch did. Events are counted once a row: a message may carry several. */
export type BatchReport = {
  readonly outcomes: readonly RecordOutcome[];
  readonly rows: number;
  readonly rowsWritten: number;
  readonly missedChanges: number;
  /** Milliseconds from the event time of each event that changed a row to the write of that row. */
  readonly eventLags: readonly number[];
  /** Names of events that carry grade state, one an event; only names that the code knows are among them. */
  readonly events: readonly string[];
  /** Names of events that carry no grade state, one an event. */
  readonly ignored: readonly string[];
  /** Fields that no documentation knows, each once. */
  readonly drift: readonly string[];
};

type Failure = { readonly error: unknown };
type Entry = { readonly record: SQSRecord; readonly reading: Result<Reading> | Failure };

const DEAD_LETTER_CONCURRENCY = 16;

/**
 * Processes a batch: reads every message, merges their events into the tables, sends the rejected to
 * the dead-letter queue, reports, and answers per message.
 *
 * Nothing is acknowledged before it is durable. No message harms another of its batch, but for a row
 * that both speak of and that cannot be saved.
 *
 * @param deadline aborts when the time left is needed to answer; what is unfinished then has failed
 */
export async function processBatch(
  records: readonly SQSRecord[],
  { policy, store, sendDeadLetter, report }: Dependencies,
  deadline: AbortSignal,
): Promise<SQSBatchResponse> {
  const entries = records.map((record): Entry => ({ record, reading: read(record, policy) }));
  const readings = entries.flatMap(({ reading }) => ('ok' in reading && reading.ok ? [reading.value] : []));
  const [merges, undelivered] = await Promise.all([
    mergeRows(
      readings.flatMap(({ deltas }) => deltas),
      store,
      deadline,
    ),
    sendDeadLetters(entries, sendDeadLetter, deadline),
  ]);
  const changes = changesOf(merges);
  const outcomes = entries.map(({ record, reading }) => ({
    record,
    outcome: undelivered.get(record) ?? outcomeOf(reading, changes),
  }));
  try {
    report({
      outcomes,
      ...summaryOf(merges),
      events: readings.flatMap(({ deltas }) => deltas.map(({ row }) => row.current.eventName)),
      ignored: readings.flatMap(({ ignored }) => ignored),
      drift: [...new Set(readings.flatMap(({ drift }) => drift))],
    });
  } catch {
    // A report tells its own faults; without an answer, messages that are done would come again as failed.
  }
  const failed = outcomes.filter(({ outcome }) => outcome.kind === 'failed');
  return { batchItemFailures: failed.map(({ record }) => ({ itemIdentifier: record.messageId })) };
}

/** Reading never throws; should it do so all the same, the fault is ours and the message waits for the fix. */
function read(record: SQSRecord, policy: Policy): Entry['reading'] {
  try {
    const eventName = record.messageAttributes['event_name']?.stringValue;
    // What does not say when it was sent was sent before now.
    const sentAt = Number(record.attributes.SentTimestamp) || Date.now();
    return readMessage({ body: record.body, eventName, sentAt }, policy);
  } catch (error) {
    return { error };
  }
}

/** Gives the records that the dead-letter queue did not take. They have failed: deleting them would lose them. */
async function sendDeadLetters(
  entries: readonly Entry[],
  sendDeadLetter: SendDeadLetter,
  deadline: AbortSignal,
): Promise<ReadonlyMap<SQSRecord, Outcome>> {
  const rejected = entries.flatMap(({ record, reading }) =>
    'ok' in reading && !reading.ok ? [{ record, rejection: reading.rejection }] : [],
  );
  const send = async ({ record, rejection }: (typeof rejected)[number]): Promise<[SQSRecord, Outcome][]> => {
    try {
      deadline.throwIfAborted();
      await sendDeadLetter(record, rejection, deadline);
      return [];
    } catch (error) {
      return [[record, { kind: 'failed', error }]];
    }
  };
  const failures = await pMap(rejected, send, { concurrency: DEAD_LETTER_CONCURRENCY });
  return new Map(failures.flat());
}

function changesOf(merges: readonly RowMerge[]): ReadonlyMap<Delta, Change | Failure> {
  const changes = new Map<Delta, Change | Failure>();
  for (const { deltas, result } of merges) {
    for (const [index, delta] of deltas.entries()) {
      changes.set(delta, 'error' in result ? result : (result.changes[index] ?? 'duplicate'));
    }
  }
  return changes;
}

/** A message of several events succeeds or fails as one. */
function outcomeOf(reading: Entry['reading'], changes: ReadonlyMap<Delta, Change | Failure>): Outcome {
  if (!('ok' in reading)) return { kind: 'failed', error: reading.error };
  if (!reading.ok) return { kind: 'rejected', rejection: reading.rejection };
  const all = reading.value.deltas.map((delta) => changes.get(delta));
  const failure = all.find((change) => typeof change === 'object');
  if (failure !== undefined) return { kind: 'failed', error: failure.error };
  const kind = (['applied', 'stale', 'duplicate'] as const).find((change) => all.includes(change));
  return { kind: kind ?? 'ignored' };
}

function summaryOf(merges: readonly RowMerge[]) {
  const summary = { rows: merges.length, rowsWritten: 0, missedChanges: 0, eventLags: [] as number[] };
  for (const { deltas, result } of merges) {
    if ('error' in result) continue;
    summary.missedChanges += result.missedChanges;
    if (result.write === null) continue;
    summary.rowsWritten += 1;
    for (const [index, { row }] of deltas.entries()) {
      if (result.changes[index] !== 'applied') continue;
      summary.eventLags.push(result.write.at - Date.parse(row.current.eventTime));
    }
  }
  return summary;
}
