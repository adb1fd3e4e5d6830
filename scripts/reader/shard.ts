import { readShard } from '../command/option-values.ts';

/** The environment variable that spares `--shard`. */
export const shardVariable = 'CANVAS_SHARD';

/**
 * Reads the shard of local ids from `--shard`, else from the environment.
 *
 * @returns an empty text where events name no shard, so that local ids stay as they are
 * @throws UsageError
 */
export function shardOfLocalIds(
  option: string | undefined,
  environment: { readonly [variable: string]: string | undefined },
): string {
  if (option !== undefined) return readShard('--shard', option);
  const variable = environment[shardVariable];
  return variable ? readShard(shardVariable, variable) : '';
}
