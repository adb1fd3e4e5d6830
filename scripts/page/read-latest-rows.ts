import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { type TableName, tableNames } from '../../lambdas/consume-live-events/domain/tables.ts';
import { type PlainRow, toPlain } from '../reader/plain-row.ts';

export type LatestRows = {
  /** How many rows there are in all. */
  readonly count: number;
  /** The last written first; of those written at once, the one of the latest event. */
  readonly latest: readonly { readonly table: TableName; readonly row: PlainRow }[];
};

/**
 * Reads the rows that were written last.
 *
 * No index knows them, so this reads every row there is, and keeps no more than it gives: right for the
 * tables of a local run, and for no others.
 */
export async function readLatestRows(
  dynamodb: DynamoDBClient,
  physicalNames: { readonly [name in TableName]: string },
  atMost: number,
): Promise<LatestRows> {
  let count = 0;
  let latest: LatestRows['latest'] = [];
  for (const table of tableNames) {
    const pages = paginateScan(
      { client: dynamodb },
      { TableName: physicalNames[table], ConsistentRead: true },
    );
    for await (const { Items = [] } of pages) {
      count += Items.length;
      const rows = Items.map((item) => ({ table, row: toPlain({ M: item }) as PlainRow }));
      latest = [...latest, ...rows].sort(byRecency).slice(0, atMost);
    }
  }
  return { count, latest };
}

function byRecency(a: { row: PlainRow }, b: { row: PlainRow }): number {
  const timesOf = ({ row }: { row: PlainRow }) => `${String(row['written_at'])} ${String(row['event_time'])}`;
  const [left, right] = [timesOf(a), timesOf(b)];
  if (left === right) return 0;
  return left < right ? 1 : -1;
}
