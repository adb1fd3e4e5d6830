import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import pMap from 'p-map';
import type { SendDeadLetter } from './dead-letters.ts';
import type { Change, Delta } from './domain/merge.ts';
import { type Message, type Policy, type Reading, readMessage } from './domain/read-message.ts';
import type { Rejection } from './domain/result.ts';
import { DEAD_LETTERS_IN_FLIGHT } from './in-flight.ts';
import { mergeRows, type RowMerge } from './merge-rows.ts';
import type { RowStore } from './row-store.ts';

export type Dependencies = {
  readonly policy: Policy;
  readonly store: RowStore;
  readonly sendDeadLetter: SendDeadLetter;
  readonly report: (batch: BatchReport) => void;
};

/** What became of a record, or of one of its events. All but `failed` are final, and the message is deleted. */
export type Outcome = { readonly kind: Change | 'ignored' } | Rejected | Failed;

type Rejected = { readonly kind: 'rejected'; readonly rejection: Rejection };
type Failed = { readonly kind: 'failed'; readonly error: unknown };

export type RecordOutcome = { readonly record: SQSRecord; readonly outcome: Outcome };

/** What a batch did. Events are counted once a row: a message may carry several. */
export type BatchReport = {
  readonly outcomes: readonly RecordOutcome[];
  readonly rows: number;
  readonly rowsWritten: number;
  /** Events that were added to the history. */
  readonly remembered: number;
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

/** A record and what it says, or why it says nothing. */
type Entry = {
  readonly record: SQSRecord;
  readonly said: { readonly kind: 'read'; readonly reading: Reading } | Rejected | Failed;
};

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
  const entries = records.map((record) => toEntry(withAttributes(record), policy));
  const readings = entries.flatMap(({ said }) => (said.kind === 'read' ? [said.reading] : []));
  const [merges, undelivered] = await Promise.all([
    mergeRows(
      readings.flatMap(({ deltas }) => deltas),
      store,
      deadline,
    ),
    sendDeadLetters(entries, sendDeadLetter, deadline),
  ]);
  const eventOutcomes = eventOutcomesOf(merges);
  const outcomes = entries.map(({ record, said }) => ({
    record,
    outcome: undelivered.get(record) ?? outcomeOf(said, eventOutcomes),
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

/** A record that has no message attributes, against its type, is one without a label. */
function withAttributes(record: SQSRecord): SQSRecord {
  const { messageAttributes }: { messageAttributes?: SQSRecord['messageAttributes'] | null } = record;
  return messageAttributes ? record : { ...record, messageAttributes: {} };
}

/** Reading never throws; should it do so all the same, the fault is ours and the message waits for the fix. */
function toEntry(record: SQSRecord, policy: Policy): Entry {
  try {
    const result = readMessage(toMessage(record), policy);
    return {
      record,
      said: result.ok
        ? { kind: 'read', reading: result.value }
        : { kind: 'rejected', rejection: result.rejection },
    };
  } catch (error) {
    return { record, said: { kind: 'failed', error } };
  }
}

function toMessage({ body, messageAttributes, attributes }: SQSRecord): Message {
  return {
    body,
    eventName: messageAttributes['event_name']?.stringValue,
    // What does not say when it was sent was sent before now.
    sentAt: Number(attributes?.SentTimestamp) || Date.now(),
  };
}

/** Gives the records that the dead-letter queue did not take. They have failed: deleting them would lose them. */
async function sendDeadLetters(
  entries: readonly Entry[],
  sendDeadLetter: SendDeadLetter,
  deadline: AbortSignal,
): Promise<ReadonlyMap<SQSRecord, Failed>> {
  const rejected = entries.flatMap(({ record, said }) =>
    said.kind === 'rejected' ? [{ record, rejection: said.rejection }] : [],
  );
  const send = async ({ record, rejection }: (typeof rejected)[number]): Promise<[SQSRecord, Failed][]> => {
    try {
      deadline.throwIfAborted();
      await sendDeadLetter(record, rejection, deadline);
      return [];
    } catch (error) {
      return [[record, { kind: 'failed', error }]];
    }
  };
  const failures = await pMap(rejected, send, { concurrency: DEAD_LETTERS_IN_FLIGHT });
  return new Map(failures.flat());
}

function eventOutcomesOf(merges: readonly RowMerge[]): ReadonlyMap<Delta, Outcome> {
  const outcomes = new Map<Delta, Outcome>();
  for (const { deltas, result } of merges) {
    for (const [index, delta] of deltas.entries()) {
      outcomes.set(delta, result.kind === 'failed' ? result : { kind: result.changes[index] ?? 'duplicate' });
    }
  }
  return outcomes;
}

/** What comes first of its events is the outcome of a message: one of several events succeeds or fails as one. */
const precedence = ['failed', 'applied', 'stale', 'duplicate'] as const;

function outcomeOf(said: Entry['said'], eventOutcomes: ReadonlyMap<Delta, Outcome>): Outcome {
  if (said.kind !== 'read') return said;
  const all = said.reading.deltas.map((delta) => eventOutcomes.get(delta));
  const [first] = precedence.flatMap((kind) => all.find((outcome) => outcome?.kind === kind) ?? []);
  return first ?? { kind: 'ignored' };
}

function summaryOf(merges: readonly RowMerge[]) {
  const summary = {
    rows: merges.length,
    rowsWritten: 0,
    remembered: 0,
    missedChanges: 0,
    eventLags: [] as number[],
  };
  for (const { deltas, result } of merges) {
    if (result.kind === 'failed') continue;
    summary.remembered += result.remembered;
    summary.missedChanges += result.missedChanges;
    if (result.savedAt === null) continue;
    summary.rowsWritten += 1;
    for (const [index, { row }] of deltas.entries()) {
      if (result.changes[index] !== 'applied') continue;
      summary.eventLags.push(result.savedAt - Date.parse(row.current.eventTime));
    }
  }
  return summary;
}
