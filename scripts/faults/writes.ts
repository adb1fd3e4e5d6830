import type { BatchStatementRequest, BatchStatementResponse } from '@aws-sdk/client-dynamodb';
import { translateStatement } from '../local/translate-statement.ts';
import type { Answer, Exchange, JsonObject } from './exchange.ts';

/** One write of a request: which row, and what is written. */
export type RowWrite = {
  readonly table: string;
  /** The table and the key. */
  readonly row: string;
  readonly item: { readonly [attribute: string]: { readonly S?: string; readonly N?: string } };
};

export function statementsOf(input: JsonObject): readonly BatchStatementRequest[] {
  return input['Statements'] as BatchStatementRequest[];
}

/** The writes of a request, in its order; none of one that only reads. */
export function writesOf({ operation, input }: Exchange): RowWrite[] {
  if (operation !== 'BatchExecuteStatement') return [];
  return statementsOf(input).map((statement) => {
    const { input: translated, itemKey, item } = translateStatement(statement);
    return { table: translated.TableName, row: itemKey, item: item as RowWrite['item'] };
  });
}

/** What became of each write of a request; nothing of a request that was refused as a whole. */
export function responsesOf({ status, body }: Answer): readonly BatchStatementResponse[] {
  return status === 200 ? (JSON.parse(body) as { Responses: BatchStatementResponse[] }).Responses : [];
}
