import { entityOf, entryPrefix } from '../lambdas/consume-live-events/domain/history.ts';
import { type Delta, fold } from '../lambdas/consume-live-events/domain/merge.ts';
import { perTable, type TableName } from '../lambdas/consume-live-events/domain/tables.ts';
import { fromHistoryItem } from '../lambdas/consume-live-events/history-item.ts';
import type { Item } from '../lambdas/consume-live-events/item.ts';
import { toItem } from '../lambdas/consume-live-events/row-item.ts';
import { type Rows, toRows } from '../scripts/local/read-rows.ts';

/** Makes the rows anew out of all that their history holds, but for when and how often they were written. */
export function rebuildRows({ history }: { readonly history: readonly Item[] }): Pick<Rows, TableName> {
  const deltas = history.map((item) => fromHistoryItem(item));
  const groups = Map.groupBy(deltas, ({ row }) => `${entityOf(row)} ${entryPrefix(row)}`);
  const rows = [...groups.values()].map((group) => fold(undefined, group as [Delta, ...Delta[]]).row);
  const write = { seenRevision: undefined, revision: 0, writtenAt: new Date(0), retentionDays: undefined };
  return perTable((table) =>
    toRows(
      table,
      rows.filter((row) => row.table === table).map((row) => toItem(row, write)),
    ),
  );
}
