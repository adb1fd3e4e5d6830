import type {
  AttributeValue,
  BatchStatementRequest,
  PutItemCommandInput,
  UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';

type Attributes = Record<string, AttributeValue>;

/** An operation that dynalite knows, its input, and what it is about. */
export type Operation = (
  | { readonly name: 'PutItem'; readonly input: PutItemCommandInput & { TableName: string } }
  | { readonly name: 'UpdateItem'; readonly input: UpdateItemCommandInput & { TableName: string } }
) & {
  /** The key and what is written. */
  readonly item: Attributes;
  /** Table and key: what a request must not name twice. */
  readonly itemKey: string;
};

const INSERT = /^INSERT INTO "([^"]+)" VALUE \{('\w+': \?(?:, '\w+': \?)*)\}$/;
const UPDATE = /^UPDATE "([^"]+)" (.+) WHERE "(\w+)" = \? AND "(\w+)" = \? AND (.+)$/;

/**
 * Translates the two shapes of statement that the function writes, see `writeStatement`, into operations
 * of dynalite, which knows no PartiQL.
 *
 * The first two attributes of either shape are the key. A condition may use what both languages share.
 *
 * @throws for any other shape, so that a new one is not taken for one of these
 */
export function translateStatement({ Statement = '', Parameters = [] }: BatchStatementRequest): Operation {
  const operation = translateInsert(Statement, Parameters) ?? translateUpdate(Statement, Parameters);
  if (operation !== undefined) return operation;
  // There are no values in it: they are parameters.
  throw new Error(`not a statement that the function writes: ${Statement}`);
}

function translateInsert(statement: string, parameters: readonly AttributeValue[]): Operation | undefined {
  const [, TableName, attributes] = INSERT.exec(statement) ?? [];
  if (TableName === undefined || attributes === undefined) return undefined;
  const names = namesIn(attributes, /'(\w+)'/g);
  const item = zip(names, parameters);
  const [partitionKey = ''] = names;
  return {
    name: 'PutItem',
    item,
    itemKey: itemKeyOf(TableName, parameters),
    input: {
      TableName,
      Item: item,
      ConditionExpression: 'attribute_not_exists(#key)',
      ExpressionAttributeNames: { '#key': partitionKey },
    },
  };
}

function translateUpdate(statement: string, parameters: readonly AttributeValue[]): Operation | undefined {
  const [, TableName, changes = '', partitionKey, sortKey, condition = ''] = UPDATE.exec(statement) ?? [];
  if (TableName === undefined || partitionKey === undefined || sortKey === undefined) return undefined;
  const set = namesIn(changes, /SET "(\w+)"/g);
  const removed = namesIn(changes, /REMOVE "(\w+)"/g);
  const key = parameters.slice(set.length, set.length + 2);
  const names = [...set, ...removed, ...namesIn(condition, /"(\w+)"/g)];
  const values = [...parameters.slice(0, set.length), ...parameters.slice(set.length + 2)];
  const Key = zip([partitionKey, sortKey], key);
  let used = set.length;
  return {
    name: 'UpdateItem',
    item: { ...Key, ...zip(set, parameters) },
    itemKey: itemKeyOf(TableName, key),
    input: {
      TableName,
      Key,
      UpdateExpression: [
        `SET ${set.map((name, index) => `#${name} = :${index}`).join(', ')}`,
        ...(removed.length > 0 ? [`REMOVE ${removed.map((name) => `#${name}`).join(', ')}`] : []),
      ].join(' '),
      ConditionExpression: condition.replace(/"(\w+)"/g, '#$1').replace(/\?/g, () => `:${used++}`),
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: Object.fromEntries(values.map((value, index) => [`:${index}`, value])),
    },
  };
}

function namesIn(text: string, pattern: RegExp): string[] {
  return Array.from(text.matchAll(pattern), ([, name = '']) => name);
}

function itemKeyOf(tableName: string, [partition, sort]: readonly AttributeValue[]): string {
  return JSON.stringify([tableName, partition, sort]);
}

function zip(names: readonly string[], values: readonly AttributeValue[]): Attributes {
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? { NULL: true }]));
}
