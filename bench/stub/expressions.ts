import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from './item-size.ts';

/** The names and values that an expression refers to. */
export type Placeholders = {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Item;
};

/** The conditions that the designs set, by their text; all hold where there is no item. */
const conditions: { readonly [expression: string]: (item: Item, values: Item) => boolean } = {
  // Of `mid`.
  'attribute_not_exists(event_time) OR event_time < :event_time': (item, values) =>
    (item['event_time']?.S ?? '') < (values[':event_time']?.S ?? ''),
  // Of Powertools' idempotency.
  'attribute_not_exists(#id) OR #expiry < :now OR (#status = :inprogress AND attribute_exists(#in_progress_expiry) AND #in_progress_expiry < :now_in_millis)':
    (item, values) =>
      isLess(item['expiration'], values[':now']) ||
      (item['status']?.S === values[':inprogress']?.S &&
        isLess(item['in_progress_expiration'], values[':now_in_millis'])),
};

/** Never so of a number that is not there. */
function isLess(a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  return Number(a?.N) < Number(b?.N);
}

/** @throws for a condition that it does not know, so that none is silently taken for another */
export function holds(
  expression: string,
  item: Item | undefined,
  { ExpressionAttributeValues: values = {} }: Placeholders,
): boolean {
  const condition = conditions[expression];
  if (condition === undefined) throw new Error(`unknown condition: ${expression}`);
  return item === undefined || condition(item, values);
}

/**
 * Applies an update: `SET path = operand, …` of top-level attributes, where an operand is a value or
 * `if_not_exists(path, value)`. All read the item as it was.
 *
 * @throws for any other shape
 */
export function update(
  expression: string,
  item: Item,
  { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} }: Placeholders,
): Item {
  const nameOf = (path: string) => (path.startsWith('#') ? (names[path] ?? '') : path);
  const updated: Record<string, AttributeValue> = { ...item };
  for (const clause of expression.replace(/^SET /, '').split(/, (?![^(]*\))/)) {
    const [, path, kept, value] = /^(#?\w+) = (?:if_not_exists\((#?\w+), )?(:\w+)\)?$/.exec(clause) ?? [];
    const given = (kept && item[nameOf(kept)]) || values[value ?? ''];
    if (path === undefined || given === undefined) throw new Error(`unknown update: ${clause}`);
    updated[nameOf(path)] = given;
  }
  return updated;
}
