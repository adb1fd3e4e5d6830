import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { shardOf } from '../../../lambdas/consume-live-events/domain/ids.ts';
import { type TableName, tables } from '../../../lambdas/consume-live-events/domain/tables.ts';
import type { System } from '../../system/connect.ts';
import { SnapshotError } from '../snapshot-error.ts';
import type { Finding } from './apply-page.ts';
import { isNotCompared } from './tally.ts';

/**
 * Makes sure that the rows a snapshot would make are not those that are there, under ids of another shard: it
 * would double every one of them.
 *
 * @param findings of the first lines, which are as good as chosen at random
 * @throws SnapshotError when the tables are not empty and most of these lines have no row
 */
export async function checkShard(
  { dynamodb, physicalNames }: Pick<System, 'dynamodb' | 'physicalNames'>,
  findings: readonly Finding[],
): Promise<void> {
  const compared = findings.filter(({ kind }) => !isNotCompared(kind));
  const missing = compared.filter(({ kind }) => kind === 'missing');
  if (missing.length * 2 <= compared.length) return;
  const held = new Set<string>();
  for (const table of new Set(compared.map(({ line }) => line.table))) {
    const { partitionKey } = tables[table];
    const command = new ScanCommand({
      TableName: physicalNames[table],
      ProjectionExpression: partitionKey,
      Limit: 100,
    });
    const { Items = [] } = await dynamodb.send(command);
    for (const item of Items) held.add(shardName(item[partitionKey]?.S ?? ''));
  }
  if (held.size === 0) return;
  const ofLines = new Set(missing.map(({ line }) => shardName(keyOf(line.table, line.key))));
  throw new SnapshotError(
    `Of the first ${compared.length} rows of the snapshot ${missing.length} are not here, though the tables are not empty. ` +
      `Ids here are of ${list(held)}, those of the snapshot of ${list(ofLines)}. With the wrong --shard, every row would be there twice. ` +
      'If the shard is right and these rows are yet to come, as at a first load, add --new-rows.',
  );
}

function keyOf(table: TableName, key: { readonly [attribute: string]: string }): string {
  return key[tables[table].partitionKey] ?? '';
}

function shardName(id: string): string {
  const shard = shardOf(id).replace(/^0+/, '');
  return shard === '' ? 'no shard' : `shard ${shard}`;
}

function list(names: ReadonlySet<string>): string {
  return [...names].sort().join(' and ');
}
