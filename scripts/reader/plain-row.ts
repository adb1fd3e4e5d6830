import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { compareTexts } from '../command/text.ts';

/** A row as plain JSON, under the attribute names of the table. */
export type PlainRow = { readonly [attribute: string]: unknown };

/** Turns a DynamoDB value into JSON, objects with their keys sorted. */
export function toPlain(value: AttributeValue): unknown {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return Number(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.L !== undefined) return value.L.map(toPlain);
  if (value.M !== undefined) {
    const entries = Object.entries(value.M).sort(([a], [b]) => compareTexts([a], [b]));
    return Object.fromEntries(entries.map(([name, part]) => [name, toPlain(part)]));
  }
  return null;
}
