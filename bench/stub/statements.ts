import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from './item-size.ts';

/** What a PartiQL statement asks for: an item to insert, or changes of one that must match. */
export type Statement =
  | { readonly kind: 'insert'; readonly table: string; readonly item: Item }
  | {
      readonly kind: 'update';
      readonly table: string;
      readonly set: Item;
      readonly remove: readonly string[];
      readonly where: Item;
    };

type Shape =
  | { readonly kind: 'insert'; readonly table: string; readonly names: readonly string[] }
  | {
      readonly kind: 'update';
      readonly table: string;
      readonly set: readonly string[];
      readonly remove: readonly string[];
      readonly where: readonly string[];
    };

const shapes = new Map<string, Shape>();

/**
 * Reads `INSERT INTO "table" VALUE {'attribute': ?, …}` or `UPDATE "table" SET "a"=? … REMOVE "b" …
 * WHERE "key"=? AND …`, each value a parameter.
 *
 * @throws for any other shape
 */
export function readStatement(text: string, parameters: readonly AttributeValue[]): Statement {
  const shape = shapes.get(text) ?? shapeOf(text);
  shapes.set(text, shape);
  const { table } = shape;
  if (shape.kind === 'insert') return { kind: 'insert', table, item: zip(shape.names, parameters) };
  const { set, remove, where } = shape;
  const [setValues, whereValues] = [parameters.slice(0, set.length), parameters.slice(set.length)];
  return { kind: 'update', table, set: zip(set, setValues), remove, where: zip(where, whereValues) };
}

function zip(names: readonly string[], values: readonly AttributeValue[]): Item {
  if (names.length !== values.length)
    throw new Error(`expected ${names.length} parameters, got ${values.length}`);
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? { NULL: true }]));
}

function shapeOf(text: string): Shape {
  const insert = /^INSERT INTO "([^"]+)" VALUE \{((?:\s*'[^']+'\s*:\s*\?\s*,?)+)\}$/.exec(text);
  if (insert?.[1] !== undefined) {
    return { kind: 'insert', table: insert[1], names: matches(insert[2], /'([^']+)'/g) };
  }
  const update =
    /^UPDATE "([^"]+)"((?:\s+SET\s+"[^"]+"\s*=\s*\?)*)((?:\s+REMOVE\s+"[^"]+")*)\s+WHERE\s+("[^"]+"\s*=\s*\?(?:\s+AND\s+"[^"]+"\s*=\s*\?)*)$/.exec(
      text,
    );
  if (update?.[1] === undefined) throw new Error(`unknown statement: ${text}`);
  const [, table, ...clauses] = update;
  const [set = [], remove = [], where = []] = clauses.map((clause) => matches(clause, /"([^"]+)"/g));
  return { kind: 'update', table, set, remove, where };
}

function matches(text: string | undefined, pattern: RegExp): string[] {
  return [...(text ?? '').matchAll(pattern)].map(([, name]) => name ?? '');
}
