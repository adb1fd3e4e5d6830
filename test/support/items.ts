import type { Row } from '../../lambdas/consume-live-events/domain/merge.ts';
import type { Item } from '../../lambdas/consume-live-events/item.ts';
import { toItem } from '../../lambdas/consume-live-events/row-item.ts';

/** The item of a row that was not there before. */
export function itemOf(row: Row, retentionDays?: number): Item {
  return toItem(row, { seenRevision: undefined, revision: 1, writtenAt: new Date(0), retentionDays });
}
