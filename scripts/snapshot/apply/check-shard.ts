import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { shardOf } from '../../../lambdas/consume-live-events/domain/ids.ts';
import { tables } from '../../../lambdas/consume-live-events/domain/tables.ts';
import type { System } from '../../system/connect.ts';
import type { Finding } from './apply-page.ts';
import { isNotCompared } from './tally.ts';

/**
 * Looks whether the rows that a snapshot would make are those that are there, under ids of another shard: it
 * would double every one of them.
 *
 * @param findings of the first lines, which are as good as chosen at random
 * @returns what speaks for it, when the tables are not empty and most of these lines have no row
 */
export async function checkShard(
  { dynamodb, physicalNames }: Pick<System, 'dynamodb' | 'physicalNames'>,
  findings: readonly Finding[],
): Promise<string | undefined> {
  const compared = findings.filter(({ kind }) => !isNotCompared(kind));
  const missing = compared.filter(({ kind }) => kind === 'missing');
  if (missing.length * 2 <= compared.length) return undefined;
  const held: string[] = [];
  for (const table of new Set(compared.map(({ line }) => line.table))) {
    const { partitionKey } = tables[table];
    const command = new ScanCommand({
      TableName: physicalNames[table],
      ProjectionExpression: partitionKey,
      Limit: 100,
    });
    const { Items = [] } = await dynamodb.send(command);
    held.push(...Items.map((item) => item[partitionKey]?.S ?? ''));
  }
  if (held.length === 0) return undefined;
  const ofLines = missing.map(({ line }) => line.key[tables[line.table].partitionKey] ?? '');
  return (
    `Of the first ${compared.length} rows of the snapshot ${missing.length} are not here, though the tables are not empty. ` +
    `Ids here are of ${shardsOf(held)}, those of the snapshot of ${shardsOf(ofLines)}. With the wrong --shard, every row would be there twice. ` +
    'If the shard is right and these rows are yet to come, as at a first load, add --new-rows.'
  );
}

function shardsOf(ids: readonly string[]): string {
  const shards = ids.map((id) => shardOf(id).replace(/^0+/, ''));
  const names = shards.map((shard) => (shard === '' ? 'no shard' : `shard ${shard}`));
  return [...new Set(names)].sort().join(' and ');
}
