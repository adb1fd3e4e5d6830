import { setTimeout as delay } from 'node:timers/promises';
import type { BatchStatementErrorCodeEnum, BatchStatementRequest } from '@aws-sdk/client-dynamodb';
import type { Exchange } from './exchange.ts';
import { type Key, keysOf, type RequestItems, responsesOf, statementsOf } from './requests.ts';

/** What is done with a request. The request ends when it resolves. */
export type Effect = (exchange: Exchange) => Promise<void>;

/** Lets a request pass. */
export const pass: Effect = async (exchange) => exchange.answer(await exchange.carryOut());

/** Answers with an error as AWS writes it. */
export function refuseWith(status: number, errorType: string): Effect {
  const body = JSON.stringify({ __type: errorType, message: 'A fault was injected.' });
  return async (exchange) => exchange.answer({ status, body });
}

export const resetBefore: Effect = async (exchange) => exchange.reset();

export const resetAfter: Effect = async (exchange) => {
  await exchange.carryOut();
  exchange.reset();
};

export function loseAnswer(errorType: string): Effect {
  return async (exchange) => {
    await exchange.carryOut();
    await refuseWith(500, errorType)(exchange);
  };
}

export function answerLate(milliseconds: number): Effect {
  return async (exchange) => {
    const answer = await exchange.carryOut();
    await delay(milliseconds);
    exchange.answer(answer);
  };
}

/** Keeps a request on its way, and delivers it even if its sender has given up meanwhile. */
export function carryOutLate(milliseconds: number): Effect {
  return async (exchange) => {
    await delay(milliseconds);
    exchange.answer(await exchange.carryOut());
  };
}

/** Never answers. */
export function neverAnswer(isCarriedOut: boolean): Effect {
  return async (exchange) => {
    await exchange.abandoned;
    if (isCarriedOut) await exchange.carryOut();
  };
}

/** Carries a BatchGetItem out for a part of its keys, and names the others as unprocessed. */
export function leaveUnprocessed(isLeft: () => boolean): Effect {
  return async (exchange) => {
    const tables = exchange.input['RequestItems'] as RequestItems;
    const requestItems = (keys: readonly Key[] = []) =>
      Object.fromEntries(
        [...Map.groupBy(keys, ({ table }) => table)].map(([table, ofTable]) => [
          table,
          { ...tables[table], Keys: ofTable.map(({ key }) => key) },
        ]),
      );
    // DynamoDB never leaves all of them: it throttles then.
    const { left, read } = Object.groupBy(keysOf(tables), (_, index) =>
      index > 0 && isLeft() ? 'left' : 'read',
    );
    const { status, body } = await exchange.carryOut({ RequestItems: requestItems(read) });
    const output = { ...(JSON.parse(body) as object), UnprocessedKeys: requestItems(left) };
    exchange.answer({ status, body: JSON.stringify(output) });
  };
}

/**
 * Answers some statements of a request with that error, the others as DynamoDB does.
 *
 * @param areCarriedOut whether those are carried out all the same
 * @param mayFail tells which of them DynamoDB could answer so; of one at least it must hold
 */
export function failStatements(
  Code: BatchStatementErrorCodeEnum,
  isChosen: () => boolean,
  {
    areCarriedOut = false,
    mayFail = () => true,
  }: { areCarriedOut?: boolean; mayFail?: (statement: BatchStatementRequest) => boolean } = {},
): Effect {
  return async (exchange) => {
    const statements = statementsOf(exchange.input);
    const candidates = statements.map(mayFail);
    const failed = candidates.map((may) => may && isChosen());
    // Without one there would be no fault.
    if (!failed.includes(true)) failed[candidates.indexOf(true)] = true;
    const carriedOut = statements.filter((_, index) => areCarriedOut || !failed[index]);
    const answer = carriedOut.length > 0 && (await exchange.carryOut({ Statements: carriedOut }));
    if (answer && answer.status !== 200) return exchange.answer(answer);
    const responses = (answer ? responsesOf(answer) : []).values();
    const Responses = failed.map((hasFailed) => {
      const response = hasFailed && !areCarriedOut ? undefined : responses.next().value;
      return hasFailed ? { Error: { Code } } : response;
    });
    exchange.answer({ status: 200, body: JSON.stringify({ Responses }) });
  };
}
