import { setTimeout as delay } from 'node:timers/promises';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { logMessages } from '../../lambdas/consume-live-events/telemetry.ts';
import type { DeadLetter } from '../system/dead-letter.ts';
import { countMessages, type Waiting } from '../system/queue.ts';
import type { BatchReport } from './mapping/event-source-mapping.ts';

export type Outcomes = {
  readonly applied: number;
  readonly unchanged: number;
  readonly ignored: number;
  readonly rejected: number;
  /** Received too often, and so in the dead-letter queue without a code. */
  readonly failed: number;
};

/** What a function told in its logs of the messages it has finished with. */
export type Ledger = {
  /** Adds a batch and gives its own counts. One that failed as a whole will come again, and counts nothing. */
  add(report: BatchReport): Omit<Outcomes, 'failed'>;
  /** The sums, and how many batches were added. */
  total(): Omit<Outcomes, 'failed'> & { readonly batches: number };
  /** How many events of which name were ignored, as far as the function names them. */
  ignored(): ReadonlyMap<string, number>;
};

/** Opens a ledger of outcomes, which are counted from the line that the function logs for each batch. */
export function openLedger(): Ledger {
  const sums = { applied: 0, unchanged: 0, ignored: 0, rejected: 0, batches: 0 };
  const ignored = new Map<string, number>();
  return {
    add(report) {
      const counts = { applied: 0, unchanged: 0, ignored: 0, rejected: 0 };
      for (const line of report.reason === undefined ? report.logs : []) {
        const { outcomes = {}, ignored_events: names = {} } = readBatchLine(line);
        for (const [name, count] of Object.entries(names))
          ignored.set(name, (ignored.get(name) ?? 0) + count);
        counts.applied += outcomes['applied'] ?? 0;
        counts.unchanged += (outcomes['duplicate'] ?? 0) + (outcomes['stale'] ?? 0);
        counts.ignored += outcomes['ignored'] ?? 0;
        counts.rejected += outcomes['rejected'] ?? 0;
      }
      sums.applied += counts.applied;
      sums.unchanged += counts.unchanged;
      sums.ignored += counts.ignored;
      sums.rejected += counts.rejected;
      sums.batches += 1;
      return counts;
    },
    total: () => ({ ...sums }),
    ignored: () => ignored,
  };
}

type Counts = { readonly [name: string]: number };
type BatchLine = { readonly outcomes?: Counts; readonly ignored_events?: Counts };

function readBatchLine(line: string): BatchLine {
  return line.includes(`"message":"${logMessages.batch}"`) ? (JSON.parse(line) as BatchLine) : {};
}

export type Account = {
  readonly sent: number;
  readonly outcomes: Outcomes;
  readonly deadLetters: readonly DeadLetter[];
  /** What does not add up, a sentence each. Empty: every message sent is accounted for. */
  readonly missing: readonly string[];
};

export type AccountOptions = {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly sent: number;
  readonly ledger: Ledger;
  readonly readDeadLetters: () => Promise<DeadLetter[]>;
  /** Without any progress for so long, what is still in the queue is given up. */
  readonly stuckAfterSeconds: number;
  readonly onProgress?: (finished: number, waiting: number) => void;
  readonly signal?: AbortSignal;
};

/** How long the logs may lag behind a queue that is already empty. */
const SETTLE_MILLISECONDS = 20_000;

/** Waits until every message sent has an outcome and the queue is empty, or nothing moves any more. */
export async function waitUntilAccounted(options: AccountOptions): Promise<Account> {
  const { sqs, queueUrl, sent, ledger, stuckAfterSeconds, onProgress = () => {} } = options;
  let before = '';
  let movedAt = Date.now();
  for (;;) {
    options.signal?.throwIfAborted();
    const waiting = await countMessages(sqs, queueUrl);
    const total = ledger.total();
    const now = JSON.stringify([waiting, total]);
    if (now !== before) movedAt = Date.now();
    before = now;
    onProgress(sent - waiting.visible - waiting.inFlight, waiting.visible + waiting.inFlight);

    const isEmpty = waiting.visible + waiting.inFlight === 0;
    const isGivenUp = Date.now() - movedAt > (isEmpty ? SETTLE_MILLISECONDS : stuckAfterSeconds * 1000);
    if (isEmpty || isGivenUp) {
      const account = settle(sent, total, await options.readDeadLetters(), waiting);
      if (account.missing.length === 0 || isGivenUp) return account;
    }
    await delay(50);
  }
}

/** Compares what was sent with what is known of it. */
export function settle(
  sent: number,
  { applied, unchanged, ignored, rejected }: Omit<Outcomes, 'failed'>,
  deadLetters: readonly DeadLetter[],
  { visible, inFlight }: Waiting = { visible: 0, inFlight: 0 },
): Account {
  const withCode = deadLetters.filter(({ rejection }) => rejection !== undefined).length;
  const failed = deadLetters.length - withCode;
  const finished = applied + unchanged + ignored + rejected + failed;
  const missing: string[] = [];
  if (finished !== sent) missing.push(`${sent} messages were sent, ${finished} have an outcome`);
  if (visible > 0) missing.push(`${visible} wait in the queue`);
  if (inFlight > 0) missing.push(`${inFlight} were received and neither deleted nor delivered again`);
  if (withCode !== rejected) {
    missing.push(`${rejected} were rejected, ${withCode} dead letters have a rejection code`);
  }
  return { sent, outcomes: { applied, unchanged, ignored, rejected, failed }, deadLetters, missing };
}
