import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from './item-size.ts';

/** The names and values that an expression refers to. */
export type Placeholders = {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Item;
};

const comparators: Record<string, (a: string | number, b: string | number) => boolean> = {
  '=': (a, b) => a === b,
  '<>': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/**
 * Evaluates a condition: existence and comparisons of top-level attributes, joined by AND and OR, of
 * which groups in brackets have no brackets inside.
 *
 * @throws for any other shape, so that no condition is silently taken for another
 */
export function holds(expression: string, item: Item | undefined, placeholders: Placeholders): boolean {
  const groups: boolean[] = [];
  const flat = expression.replaceAll(/(?<!\w)\(([^()]*(?:\([^()]*\)[^()]*)*)\)/g, (_, group: string) => {
    groups.push(holds(group, item, placeholders));
    return `group${groups.length - 1}`;
  });
  // All terms are evaluated, since one that is unknown must not pass unseen behind one that decides.
  const alternatives = flat.split(' OR ').map((terms) =>
    terms.split(' AND ').map((term) => {
      const group = /^\s*group(\d+)\s*$/.exec(term)?.[1];
      return group === undefined
        ? termHolds(term.trim(), item, placeholders)
        : groups[Number(group)] === true;
    }),
  );
  return alternatives.some((terms) => terms.every(Boolean));
}

function termHolds(term: string, item: Item | undefined, placeholders: Placeholders): boolean {
  const exists = /^attribute_(not_)?exists\s*\(\s*(#?\w+)\s*\)$/.exec(term);
  if (exists?.[2] !== undefined) {
    return (read(exists[2], item, placeholders) === undefined) === (exists[1] !== undefined);
  }
  const [, left, comparator, right] = /^([#:]?\w+)\s*(=|<>|<=|>=|<|>)\s*([#:]?\w+)$/.exec(term) ?? [];
  if (left === undefined || comparator === undefined || right === undefined) {
    throw new Error(`unknown condition: ${term}`);
  }
  const a = read(left, item, placeholders);
  const b = read(right, item, placeholders);
  if (a === undefined || b === undefined) return comparator === '<>' && a !== b;
  return comparators[comparator]?.(comparable(a), comparable(b)) ?? false;
}

/**
 * Applies an update: `SET path = operand, …` and `REMOVE path, …` of top-level attributes, where an
 * operand is a path, a value or `if_not_exists(path, operand)`. All read the item as it was.
 *
 * @throws for any other shape, and for a path that the item does not have, as DynamoDB refuses it
 */
export function update(expression: string, item: Item, placeholders: Placeholders): Item {
  const updated: Record<string, AttributeValue> = { ...item };
  const shape = /^(?:SET (?<set>.+?))?\s*(?:REMOVE (?<remove>[#\w, ]+))?$/s.exec(expression.trim());
  if (shape === null) throw new Error(`unknown update: ${expression}`);
  const { set, remove } = shape.groups ?? {};
  for (const clause of set?.split(/,(?![^(]*\))/) ?? []) {
    const [, path, operand] = /^(#?\w+)\s*=\s*(.+)$/s.exec(clause.trim()) ?? [];
    if (path === undefined || operand === undefined) throw new Error(`unknown update: ${clause}`);
    updated[nameOf(path, placeholders)] = operandOf(operand, item, placeholders);
  }
  for (const path of remove?.split(',') ?? []) delete updated[nameOf(path.trim(), placeholders)];
  return updated;
}

function operandOf(operand: string, item: Item, placeholders: Placeholders): AttributeValue {
  const [, path, otherwise] =
    /^if_not_exists\s*\(\s*(#?\w+)\s*,\s*([#:]?\w+)\s*\)$/.exec(operand.trim()) ?? [];
  const simple = otherwise ?? operand.trim();
  if (!/^[#:]?\w+$/.test(simple)) throw new Error(`unknown operand: ${operand}`);
  const value = (path && read(path, item, placeholders)) || read(simple, item, placeholders);
  if (value === undefined) throw new Error(`the item has no ${operand}`);
  return value;
}

function read(operand: string, item: Item | undefined, placeholders: Placeholders) {
  if (operand.startsWith(':')) return placeholders.ExpressionAttributeValues?.[operand];
  return item?.[nameOf(operand, placeholders)];
}

function nameOf(path: string, { ExpressionAttributeNames: names }: Placeholders): string {
  if (!path.startsWith('#')) return path;
  const name = names?.[path];
  if (name === undefined) throw new Error(`no name is given for ${path}`);
  return name;
}

function comparable(value: AttributeValue): string | number {
  return value.N === undefined ? (value.S ?? JSON.stringify(value)) : Number(value.N);
}
