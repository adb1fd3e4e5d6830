import { paginateScan } from '@aws-sdk/client-dynamodb';
import { shardOf } from '../../lambdas/consume-live-events/domain/ids.ts';
import { type TableName, tableNames } from '../../lambdas/consume-live-events/domain/tables.ts';
import { compareTexts } from '../command/text.ts';
import { type PlainRow, toPlain } from '../reader/plain-row.ts';
import type { Source } from '../reader/source.ts';

export type LatestRows = {
  /** How many rows there are in all. */
  readonly count: number;
  /** The last written first; of those written at once, the one of the latest event. */
  readonly latest: readonly { readonly table: TableName; readonly row: PlainRow }[];
  /** The shards of their ids, in order; an empty one stands for ids that name none. */
  readonly shards: readonly string[];
};

const ids = ['submission_id', 'score_id', 'course_id', 'user_id', 'assignment_id'];

/**
 * Reads the rows that were written last.
 *
 * No index knows them, so this reads every row there is, and keeps no more than it gives: right for the
 * tables of a local run, and for no others.
 */
export async function readLatestRows(
  { dynamodb, physicalNames }: Source,
  atMost: number,
): Promise<LatestRows> {
  let count = 0;
  let latest: LatestRows['latest'] = [];
  const shards = new Set(['']);
  for (const table of tableNames) {
    const pages = paginateScan(
      { client: dynamodb },
      { TableName: physicalNames[table], ConsistentRead: true },
    );
    for await (const { Items = [] } of pages) {
      count += Items.length;
      const rows = Items.map((item) => ({ table, row: toPlain({ M: item }) as PlainRow }));
      for (const { row } of rows) {
        for (const name of ids) if (name in row) shards.add(shardOf(String(row[name])));
      }
      latest = [...latest, ...rows].sort(byRecency).slice(0, atMost);
    }
  }
  return { count, latest, shards: [...shards].sort() };
}

function byRecency(a: { row: PlainRow }, b: { row: PlainRow }): number {
  const timesOf = ({ row }: { row: PlainRow }) => [String(row['written_at']), String(row['event_time'])];
  return compareTexts(timesOf(b), timesOf(a));
}
