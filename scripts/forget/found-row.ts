import type { AnyTableName } from '../../lambdas/consume-live-events/domain/tables.ts';
import type { Item } from '../../lambdas/consume-live-events/item.ts';
import { keyOf } from '../reader/get-rows.ts';
import type { System } from '../system/connect.ts';

/** A row, or an item of the history, to be deleted: its table and key. */
export type FoundRow = {
  readonly table: AnyTableName;
  readonly key: Item;
  /** False for a comment: it has no `user_id`, and only its submission leads to it. */
  readonly namesUser: boolean;
};

export type Search = {
  /** Told how many items of the history have been read. */
  readonly onScan?: (read: number) => void;
  /** Submissions that were the user's before, though no row may say so any more. */
  readonly known?: readonly string[];
  readonly signal: AbortSignal;
};

export type Tables = Pick<System, 'dynamodb' | 'physicalNames'>;

/** Reads all pages of a query, or of a scan, which says how many items it has read. */
export async function readAll(
  pages: AsyncIterable<{ readonly Items?: Item[] | undefined; readonly ScannedCount?: number | undefined }>,
  onRead: (read: number) => void = () => {},
): Promise<Item[]> {
  const items: Item[] = [];
  let read = 0;
  for await (const { Items = [], ScannedCount = 0 } of pages) {
    items.push(...Items);
    read += ScannedCount;
    onRead(read);
  }
  return items;
}

export function toFoundRow(table: AnyTableName, item: Item): FoundRow {
  return { table, key: keyOf(table, item), namesUser: item['user_id'] !== undefined };
}
