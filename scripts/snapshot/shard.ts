import { SnapshotError } from './snapshot-error.ts';

/**
 * Makes sure that a shard is one: ids are lifted with it, and no source says it.
 *
 * @throws SnapshotError
 */
export function requireShard(shard: string): void {
  if (/^[1-9]\d{0,5}$/.test(shard)) return;
  throw new SnapshotError('--shard: expected the number of the shard, 1 to 999999.');
}
