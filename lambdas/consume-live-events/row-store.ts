import { randomInt } from 'node:crypto';
import {
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  type DynamoDBClient,
  GetItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Delta, Row } from './domain/merge.ts';
import { type TableName, tableNames } from './domain/tables.ts';
import { type IsForgotten, openForgottenList } from './forgotten.ts';
import { toHistoryItem } from './history-item.ts';
import { RELOADS_IN_FLIGHT } from './in-flight.ts';
import { insertStatement } from './item.ts';
import { createLimit } from './limit.ts';
import { retryWhileItMayPass } from './retry.ts';
import { expiryOf, fromItem, type RowKey, type StoredRow, toItemKey, writeStatement } from './row-item.ts';
import { createStatementSender } from './send-statement.ts';

/**
 * Loads and saves rows. What may pass is tried again; every function rejects when DynamoDB refuses for good
 * or the signal aborts; what was asked may or may not have happened then, and doing it again is safe.
 */
export type RowStore = {
  /** Loads up to 100 rows at the price of half a read unit each; may be a moment behind, which a save then notices. */
  readonly load: (keys: readonly RowKey[], signal: AbortSignal) => Promise<StoredRow[]>;
  /** Loads one row as it is now. */
  readonly reload: (key: RowKey, signal: AbortSignal) => Promise<StoredRow | undefined>;
  /**
   * Saves a row if it still is at the revision seen. Rows saved at the same moment share requests; one
   * row must not be among them twice.
   *
   * @returns false when it is not: another consumer was faster, the read was old, or the row was deleted
   *   meanwhile, made again or not. A normal answer.
   */
  readonly save: (row: Row, seenRevision: number | undefined, signal: AbortSignal) => Promise<boolean>;
  /** Whether there is a history. */
  readonly remembers: boolean;
  /**
   * Adds to the history what an event says, before its row is saved; at once where no history is kept. Shares
   * requests with others as rows do.
   *
   * @returns false when it was there already, or is kept no more
   */
  readonly remember: (delta: Delta, signal: AbortSignal) => Promise<boolean>;
  /** Tells whether a row has expired by now; what is so old must not be saved, or a deleted row would come back. */
  readonly hasExpired: (row: Row) => boolean;
  /** Gives the list of forgotten students, which costs a read no more than once a minute. */
  readonly loadForgotten: (signal: AbortSignal) => Promise<IsForgotten>;
};

export type RowStoreOptions = {
  readonly client: DynamoDBClient;
  readonly physicalNames: { readonly [Name in TableName]: string };
  readonly forgottenTable: string;
  readonly retentionDays: number | undefined;
  /** Undefined where none is kept. */
  readonly history: { readonly tableName: string; readonly days: number | undefined } | undefined;
  readonly now?: () => Date;
};

/**
 * Gives the revision that a write leaves.
 *
 * A new row begins at random: one that was deleted and made again must not come to a revision that it had
 * before, or a reader of it that was delayed would overwrite what has been saved since.
 */
export function nextRevision(seen: number | undefined): number {
  return seen === undefined ? randomInt(1, 2 ** 48) : seen + 1;
}

export function createRowStore({
  client,
  physicalNames,
  forgottenTable,
  retentionDays,
  history,
  now = () => new Date(),
}: RowStoreOptions): RowStore {
  const sendStatement = createStatementSender(client);
  const reloadInTurn = createLimit(RELOADS_IN_FLIGHT);
  return {
    async load(keys, signal) {
      const loaded: StoredRow[] = [];
      let remaining: BatchGetItemCommandInput['RequestItems'] = requestItems(keys);
      await retryWhileItMayPass(async () => {
        const command = new BatchGetItemCommand({ RequestItems: remaining });
        const output = await client.send(command, { abortSignal: signal });
        for (const table of tableNames) {
          const items = output.Responses?.[physicalNames[table]] ?? [];
          loaded.push(...items.map((item) => fromItem(table, item)));
        }
        remaining = output.UnprocessedKeys;
        if (Object.keys(remaining ?? {}).length > 0) throw new UnprocessedKeysError();
      }, signal);
      return loaded;
    },

    async reload(key, signal) {
      const command = new GetItemCommand({
        TableName: physicalNames[key.table],
        Key: toItemKey(key),
        ConsistentRead: true,
      });
      const send = () => client.send(command, { abortSignal: signal });
      const { Item } = await reloadInTurn(() => retryWhileItMayPass(send, signal));
      return Item && fromItem(key.table, Item);
    },

    async save(row, seenRevision, signal) {
      const write = { seenRevision, revision: nextRevision(seenRevision), writtenAt: now(), retentionDays };
      return sendStatement(writeStatement(row, physicalNames[row.table], write), signal);
    },

    remembers: history !== undefined,

    async remember(delta, signal) {
      if (history === undefined || isOlder(delta.row, history.days)) return false;
      const item = toHistoryItem(delta, { writtenAt: now(), days: history.days });
      return sendStatement(insertStatement(history.tableName, item), signal);
    },

    hasExpired: (row) => isOlder(row, retentionDays),

    loadForgotten: openForgottenList(client, forgottenTable, now),
  };

  function isOlder(row: Row, days: number | undefined): boolean {
    return days !== undefined && expiryOf(row, days) * 1000 <= now().getTime();
  }

  function requestItems(keys: readonly RowKey[]): BatchGetItemCommandInput['RequestItems'] {
    const byTable = Object.entries(Object.groupBy(keys, ({ table }) => physicalNames[table]));
    return Object.fromEntries(byTable.map(([name, group]) => [name, { Keys: (group ?? []).map(toItemKey) }]));
  }
}

/** DynamoDB did not get to some of the keys: it throttles, without an error of its own. */
class UnprocessedKeysError extends Error {
  override readonly name = 'ThrottlingError';
}
