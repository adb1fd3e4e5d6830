import type { AttributeValue, BatchStatementRequest } from '@aws-sdk/client-dynamodb';
import type { State, Value } from './domain/facets.ts';

export type Item = Record<string, AttributeValue>;

/** Builds the statement that adds an item; refused when there is one with its key. */
export function insertStatement(tableName: string, item: Item): BatchStatementRequest {
  const attributes = Object.keys(item).map((name) => `'${name}': ?`);
  return {
    Statement: `INSERT INTO "${tableName}" VALUE {${attributes.join(', ')}}`,
    Parameters: Object.values(item),
  };
}

export function textOf(item: Item, name: string): string {
  return item[name]?.S ?? '';
}

export function stateOf(attribute: AttributeValue | undefined): State {
  return mapValues(attribute?.M ?? {}, fromAttribute);
}

/**
 * Writes a value as DynamoDB's JSON.
 *
 * DynamoDB's documented number is text, so no value is lost on the way; AWS's own marshaller refuses
 * numbers above 2^53, and a score may be any finite number.
 */
export function toAttribute(value: Value | State): AttributeValue {
  if (value === null) return { NULL: true };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (isList(value)) return { L: value.map((element) => ({ S: element })) };
  return { M: mapValues(value, toAttribute) };
}

function isList(value: readonly string[] | State): value is readonly string[] {
  return Array.isArray(value);
}

function fromAttribute(attribute: AttributeValue): Value {
  if (attribute.S !== undefined) return attribute.S;
  if (attribute.N !== undefined) return Number(attribute.N);
  if (attribute.BOOL !== undefined) return attribute.BOOL;
  return attribute.L === undefined ? null : attribute.L.map((element) => element.S ?? '');
}

export function mapValues<From, To>(
  record: { readonly [name: string]: From },
  map: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}
