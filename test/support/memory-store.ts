import { entityOf, entryOf } from '../../lambdas/consume-live-events/domain/history.ts';
import type { Row } from '../../lambdas/consume-live-events/domain/merge.ts';
import { toHistoryItem } from '../../lambdas/consume-live-events/history-item.ts';
import type { Item } from '../../lambdas/consume-live-events/item.ts';
import { fromItem, rowId, toItem } from '../../lambdas/consume-live-events/row-item.ts';
import { nextRevision, type RowStore } from '../../lambdas/consume-live-events/row-store.ts';

/** Lets a test decide when each request of a store is sent, and when its answer arrives. */
export type Turn = (what: string) => Promise<void>;

/**
 * A store of items, and of those of their history, in memory with DynamoDB's conditional writes.
 *
 * A load is answered with what was there when it was read, which may be old when it arrives.
 */
export function createMemoryStore(
  items: Map<string, Item>,
  turn: Turn,
  history = new Map<string, Item>(),
): RowStore {
  const read = (key: Pick<Row, 'table' | 'key'>) => {
    const item = items.get(rowId(key));
    return item === undefined ? [] : [fromItem(key.table, item)];
  };
  return {
    async load(keys) {
      await turn('load is sent');
      const loaded = keys.flatMap(read);
      await turn('load arrives');
      return loaded;
    },
    async reload(key) {
      await turn('reload');
      return read(key)[0];
    },
    async save(row, seenRevision) {
      await turn('save');
      const held = items.get(rowId(row))?.['revision']?.N;
      if (held !== (seenRevision === undefined ? undefined : String(seenRevision))) return false;
      const revision = nextRevision(seenRevision);
      const write = { seenRevision, revision, writtenAt: new Date(0), retentionDays: undefined };
      items.set(rowId(row), toItem(row, write));
      return true;
    },
    remembers: true,
    async remember(delta) {
      await turn('remember');
      const id = `${entityOf(delta.row)} ${entryOf(delta.row)}`;
      if (history.has(id)) return false;
      history.set(id, toHistoryItem(delta, { writtenAt: new Date(0), days: undefined }));
      return true;
    },
    hasExpired: () => false,
    loadForgotten: async () => () => false,
  };
}
