import { UsageError } from './command-error.ts';
import { didYouMean } from './resembling.ts';

/**
 * Reads the whole number that an option may have been given. Undefined when it was not.
 *
 * @param least 1 or more
 * @throws UsageError
 */
export function numberOf(
  option: string,
  text: string | undefined,
  most: number,
  least = 1,
): number | undefined {
  if (text === undefined) return undefined;
  const number = /^[1-9]\d*$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new UsageError(`--${option} ${text}: expected a number from ${least} to ${most}.`);
}

/**
 * Reads the one of several values that an option may have been given. Undefined when it was not.
 *
 * @throws UsageError
 */
export function oneOf<Value extends string>(
  option: string,
  text: string | undefined,
  values: readonly Value[],
): Value | undefined {
  if (text === undefined) return undefined;
  const value = values.find((each) => each === text);
  if (value === undefined) {
    throw new UsageError(`--${option} ${text}: expected ${values.join(', ')}.${didYouMean(text, values)}`);
  }
  return value;
}

/**
 * Reads the shard of local ids, or none for ids that stay as they are: an empty text.
 *
 * @param name of the option or the environment variable
 * @throws UsageError
 */
export function readShard(name: string, text: string): string {
  if (text === 'none') return '';
  if (/^[1-9]\d{0,5}$/.test(text)) return text;
  throw new UsageError(`${name} ${text}: expected 1 to 6 digits, or none.`);
}
