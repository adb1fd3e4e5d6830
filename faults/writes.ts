import type { BatchStatementRequest, BatchStatementResponse } from '@aws-sdk/client-dynamodb';
import { translateStatement } from '../scripts/local/engines/translate-statement.ts';
import type { Answer, Exchange, JsonObject } from './exchange.ts';

/** One write of a request: which row, and what is written. */
export type RowWrite = {
  readonly table: string;
  /** The table and the key. */
  readonly row: string;
  /** Whether it is of a row, and not of the history, to which copies are added in vain. */
  readonly isOfRow: boolean;
  /** Whether it inserts the row. */
  readonly isNew: boolean;
  readonly item: { readonly [attribute: string]: { readonly S?: string; readonly N?: string } };
};

export function statementsOf(input: JsonObject): readonly BatchStatementRequest[] {
  return input['Statements'] as BatchStatementRequest[];
}

/** Tells whether a statement writes a row, and not an item of the history. */
export function writesRow({ Statement }: BatchStatementRequest): boolean {
  return /['"]revision['"]/.test(Statement ?? '');
}

/** The writes of a request, in its order; none of one that only reads. */
export function writesOf({ operation, input }: Exchange): RowWrite[] {
  if (operation !== 'BatchExecuteStatement') return [];
  return statementsOf(input).map((statement) => {
    const { name, input: translated, itemKey, item } = translateStatement(statement);
    return {
      table: translated.TableName,
      row: itemKey,
      isOfRow: writesRow(statement),
      isNew: name === 'PutItem',
      item,
    };
  });
}

/** A write that was carried out, and DynamoDB's error if it was not accepted. */
export type AnsweredWrite = {
  readonly table: string;
  /** Which row, and from what to what revision; every insertion of a row is the same step. */
  readonly step: string;
  readonly isOfRow: boolean;
  readonly error: BatchStatementResponse['Error'];
};

/** The writes of a request with what became of them; none of one that only reads, or was refused as a whole. */
export function answeredWrites(exchange: Exchange, answer: Answer): AnsweredWrite[] {
  const writes = writesOf(exchange);
  const responses = writes.length === 0 ? [] : responsesOf(answer);
  return writes.flatMap(({ table, row, isOfRow, isNew, item }, index) => {
    const response = responses[index];
    const step = `${row} ${isNew ? 'inserted' : item['revision']?.N}`;
    return response === undefined ? [] : [{ table, step, isOfRow, error: response.Error }];
  });
}

/** What became of each write of a request; nothing of a request that was refused as a whole. */
export function responsesOf({ status, body }: Answer): readonly BatchStatementResponse[] {
  return status === 200 ? (JSON.parse(body) as { Responses: BatchStatementResponse[] }).Responses : [];
}
