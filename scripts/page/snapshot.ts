import type { Change } from './describe-change.ts';
import type { Reason } from './group-dead-letters.ts';

/** All that the page shows without being asked. It is sent whole, so that a client that missed some needs only the next. */
export type Snapshot = {
  /** The name of the stack. */
  readonly system: string;
  /** Null: not read yet. */
  readonly queues: Queues | null;
  /** Why the last reading failed. What else is here is then of the one before. */
  readonly problem: string | null;
  /** What only a local run can tell: null for a stack in AWS. */
  readonly run: Run | null;
};

/** Messages in the queue, waiting or received, and in the dead-letter queue. SQS calls its counts approximate. */
export type Queues = { readonly waiting: number; readonly inFlight: number; readonly deadLetters: number };

export type Run = {
  readonly outcomes: Outcomes;
  /** How many rows the tables hold. */
  readonly rows: number;
  /** One of each row written lately, the last one first. */
  readonly changes: readonly Change[];
  readonly reasons: readonly Reason[];
};

/** How many messages came to which outcome. */
export type Outcomes = {
  readonly [name in 'applied' | 'unchanged' | 'ignored' | 'rejected' | 'failed']: number;
};
