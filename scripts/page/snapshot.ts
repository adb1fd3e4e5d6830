import type { Outcomes } from '../local/account.ts';
import type { Change } from './describe-change.ts';
import type { Reason } from './group-dead-letters.ts';

/** All that the page shows but stories. It is sent whole, so that whoever missed some needs only the next. */
export type Snapshot = {
  readonly stack: string;
  readonly outcomes: Outcomes;
  /** Messages that wait in the queue or are being worked on. */
  readonly waiting: number;
  /** How many rows the tables hold. */
  readonly rows: number;
  /** One of each row written lately, the last one first. */
  readonly changes: readonly Change[];
  readonly reasons: readonly Reason[];
};
