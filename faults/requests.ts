import type { AttributeValue, BatchStatementRequest, BatchStatementResponse } from '@aws-sdk/client-dynamodb';
import { translateStatement } from '../scripts/local/engines/translate-statement.ts';
import type { Answer, Exchange, JsonObject } from './exchange.ts';

/** Which row a key or a write is of: table and key. */
type OfRow = { readonly table: string; readonly row: string };

/** A key that a BatchGetItem asks for. */
export type Key = OfRow & { readonly key: { readonly [attribute: string]: AttributeValue } };

export type RequestItems = { readonly [table: string]: { readonly Keys: readonly Key['key'][] } };

/** The keys of a BatchGetItem, or of its answer. */
export function keysOf(tables: RequestItems): Key[] {
  return Object.entries(tables).flatMap(([table, { Keys }]) =>
    Keys.map((key) => ({ table, key, row: JSON.stringify([table, ...Object.values(key)]) })),
  );
}

/** One write of a request. */
export type Write = OfRow & {
  /** From what to what revision of the row; every insertion of a row is the same step. */
  readonly step: string;
  /** Whether it is of a row, and not of the history, to which copies are added in vain. */
  readonly isOfRow: boolean;
};

/** The writes of a request, in its order; none of one that only reads. */
export function writesOf({ operation, input }: Exchange): Write[] {
  if (operation !== 'BatchExecuteStatement') return [];
  return statementsOf(input).map((statement) => {
    const { name, itemKey: row, item, input: translated } = translateStatement(statement);
    const step = `${row} ${name === 'PutItem' ? 'inserted' : item['revision']?.N}`;
    return { table: translated.TableName, row, step, isOfRow: writesRow(statement) };
  });
}

export function statementsOf(input: JsonObject): readonly BatchStatementRequest[] {
  return input['Statements'] as BatchStatementRequest[];
}

/** Tells whether a statement writes a row, and not an item of the history. */
export function writesRow({ Statement }: BatchStatementRequest): boolean {
  return /['"]revision['"]/.test(Statement ?? '');
}

/** What became of each write of a request; nothing of a request that was refused as a whole. */
export function responsesOf({ status, body }: Answer): readonly BatchStatementResponse[] {
  return status === 200 ? (JSON.parse(body) as { Responses: BatchStatementResponse[] }).Responses : [];
}
