import type { Snapshot } from '../../../lambdas/consume-live-events/domain/snapshot.ts';

/** One line of the neutral form, see docs/snapshot-lines.md: the state of one row as a snapshot of Canvas has it. */
export type Line = Snapshot;
