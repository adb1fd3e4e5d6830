import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from './item-size.ts';

/** What a PartiQL statement asks for: an item to insert, or changes of one that must match. */
export type Statement = {
  readonly kind: 'insert' | 'update';
  readonly table: string;
  /** The item, or what of it is set. */
  readonly set: Item;
  readonly remove: readonly string[];
  /** Names the item: of an insert all of it, of an update its key and what else must be so. */
  readonly key: Item;
};

/** A statement without its values. */
type Shape = Pick<Statement, 'kind' | 'table' | 'remove'> & {
  readonly names: readonly string[];
  readonly where: readonly string[];
};

const INSERT = /^INSERT INTO "([^"]+)" VALUE \{((?:'\w+': \?(?:, )?)+)\}$/;
const UPDATE =
  /^UPDATE "([^"]+)"((?: SET "\w+" = \?)*)((?: REMOVE "\w+")*) WHERE ("\w+" = \?(?: AND "\w+" = \?)*)$/;

/** By text, since the same few come again and again. */
const shapes = new Map<string, Shape>();

/**
 * Reads `INSERT INTO "table" VALUE {'attribute': ?, …}` or `UPDATE "table" SET "a" = ? … REMOVE "b" …
 * WHERE "key" = ? AND …`, each value a parameter.
 *
 * @throws for any other shape
 */
export function readStatement(text: string, parameters: readonly AttributeValue[]): Statement {
  const shape = shapes.get(text) ?? shapeOf(text);
  shapes.set(text, shape);
  const { kind, table, names, remove, where } = shape;
  if (names.length + where.length !== parameters.length)
    throw new Error(`${parameters.length} parameters of ${text}`);
  const set = zip(names, parameters);
  const key = kind === 'insert' ? set : zip(where, parameters.slice(names.length));
  return { kind, table, set, remove, key };
}

function zip(names: readonly string[], values: readonly AttributeValue[]): Item {
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? { NULL: true }]));
}

function shapeOf(text: string): Shape {
  const insert = INSERT.exec(text);
  const [, table, names, remove, where] = insert ?? UPDATE.exec(text) ?? [];
  if (table === undefined) throw new Error(`unknown statement: ${text}`);
  return {
    kind: insert === null ? 'update' : 'insert',
    table,
    names: namesIn(names),
    remove: namesIn(remove),
    where: namesIn(where),
  };
}

function namesIn(clause = ''): string[] {
  return [...clause.matchAll(/['"](\w+)['"]/g)].map(([, name = '']) => name);
}
