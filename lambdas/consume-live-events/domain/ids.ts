/** A Canvas id as JSON can carry it; a bigint where `decode` met a number that a double cannot hold. */
export type JsonId = string | number | bigint;

/** A global id is `shard * 10^13 + local id`, so the last 13 digits are the local id. */
const LOCAL_DIGITS = 13;
const ID = /^[1-9]\d{0,18}$/;

export function isId(input: unknown): input is JsonId {
  if (typeof input === 'number') return Number.isSafeInteger(input) && input > 0;
  return (typeof input === 'string' || typeof input === 'bigint') && ID.test(String(input));
}

/**
 * Reads the shard of a global id: "2107" of "21070000000011086".
 *
 * @returns the digits of the shard, or an empty string when the id is local and names none
 */
export function shardOf(id: JsonId): string {
  return String(id).slice(0, -LOCAL_DIGITS);
}

/**
 * Writes an id in global form; one that is global already, or whose shard is unknown, stays as it is.
 *
 * Works on digits, never on a `Number`: the documented 21070000000011086 is above 2^53.
 *
 * @param shard digits of the shard that a local id belongs to; empty when unknown
 */
export function globalId(id: JsonId, shard: string): string {
  const digits = String(id);
  const isLocal = digits.length <= LOCAL_DIGITS;
  return isLocal && shard !== '' ? shard + digits.padStart(LOCAL_DIGITS, '0') : digits;
}

const URN = /^urn:instructure:canvas:([a-z_]+):(\d+)$/;

/**
 * Reads the id out of a Caliper URN, `urn:instructure:canvas:<kind>:<id>`.
 *
 * @returns the id, or undefined when this is not the URN of a real entity of that kind
 */
export function idOfUrn(urn: unknown, kind: string): string | undefined {
  const match = typeof urn === 'string' ? URN.exec(urn) : null;
  return match?.[1] === kind && isId(match[2]) ? match[2] : undefined;
}
