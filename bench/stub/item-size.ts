import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type Item = Readonly<Record<string, AttributeValue>>;

/**
 * Measures an item in bytes, by DynamoDB's documented rules, which are exact but for numbers.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function sizeOf(item: Item): number {
  let size = 0;
  for (const name in item) size += Buffer.byteLength(name) + sizeOfValue(item[name]);
  return size;
}

function sizeOfValue(value: AttributeValue | undefined): number {
  if (value?.S !== undefined) return Buffer.byteLength(value.S);
  if (value?.N !== undefined) return sizeOfNumber(value.N);
  if (value?.BOOL !== undefined || value?.NULL !== undefined) return 1;
  if (value?.M !== undefined) return 3 + sizeOf(value.M) + Object.keys(value.M).length;
  if (value?.L !== undefined) return value.L.reduce((sum, element) => sum + sizeOfValue(element) + 1, 3);
  throw new Error(`stub: no size is known for ${JSON.stringify(value)}`);
}

/** Two significant digits a byte, one byte of its own, and one for a sign. */
function sizeOfNumber(text: string): number {
  const significant = text
    .replace(/e.*$/i, '')
    .replaceAll(/[-+.]/g, '')
    .replaceAll(/^0+|0+$/g, '');
  return Math.ceil(significant.length / 2) + 1 + (text.startsWith('-') ? 1 : 0);
}
