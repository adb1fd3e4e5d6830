import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Row } from '../../lambdas/consume-live-events/domain/merge.ts';
import { createLimit } from '../../lambdas/consume-live-events/limit.ts';
import { toItem } from '../../lambdas/consume-live-events/row-item.ts';
import {
  createRowStore as createOurRowStore,
  nextRevision,
  type RowStore,
  type RowStoreOptions,
} from '../../lambdas/consume-live-events/row-store.ts';
import { createTunedClient } from './tuned-client.ts';

/** The SDK's connection pool has 50 sockets. */
const SAVES_IN_FLIGHT = 48;

/** Stands in for the function's row store in `single-writes`: a request a row, by the leanest client, and all else as in ours. */
export function createRowStore(options: RowStoreOptions): RowStore {
  const { physicalNames, retentionDays } = options;
  const client = createTunedClient();
  const saveInTurn = createLimit(SAVES_IN_FLIGHT);

  async function put(row: Row, seenRevision: number | undefined): Promise<boolean> {
    const write = {
      seenRevision,
      revision: nextRevision(seenRevision),
      writtenAt: new Date(),
      retentionDays,
    };
    const command = new PutItemCommand({
      TableName: physicalNames[row.table],
      Item: toItem(row, write),
      ConditionExpression:
        seenRevision === undefined ? 'attribute_not_exists(#revision)' : '#revision = :seen',
      ExpressionAttributeNames: { '#revision': 'revision' },
      ...(seenRevision !== undefined && {
        ExpressionAttributeValues: { ':seen': { N: String(seenRevision) } },
      }),
    });
    try {
      await client.send(command);
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  return {
    ...createOurRowStore(options),
    save: (row, seenRevision) => saveInTurn(() => put(row, seenRevision)),
  };
}
