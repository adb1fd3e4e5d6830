import { setTimeout as delay } from 'node:timers/promises';
import type { BatchStatementErrorCodeEnum, BatchStatementRequest } from '@aws-sdk/client-dynamodb';
import type { Exchange } from './exchange.ts';
import { responsesOf, statementsOf } from './writes.ts';

const jsonHeaders = { 'content-type': 'application/x-amz-json-1.0' };

/** What is done with a request. The request ends when it resolves. */
export type Effect = (exchange: Exchange) => Promise<void>;

/** Lets a request pass. */
export const pass: Effect = async (exchange) => exchange.answer(await exchange.carryOut());

export function refuseWith(status: number, errorType: string): Effect {
  return async (exchange) => exchange.refuse(status, errorType);
}

export const resetBefore: Effect = async (exchange) => exchange.reset();

export const resetAfter: Effect = async (exchange) => {
  await exchange.carryOut();
  exchange.reset();
};

export function loseAnswer(errorType: string): Effect {
  return async (exchange) => {
    await exchange.carryOut();
    exchange.refuse(500, errorType);
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

type Keys = { readonly Keys: readonly unknown[] };

/** Carries a BatchGetItem out for a part of its keys, and names the others as unprocessed. */
export function leaveUnprocessed(isLeft: () => boolean): Effect {
  return async (exchange) => {
    const tables = Object.entries(exchange.input['RequestItems'] as { readonly [table: string]: Keys });
    const split = tables.map(([table, { Keys, ...rest }]) => {
      const { left = [], read = [] } = Object.groupBy(Keys, () => (isLeft() ? 'left' : 'read'));
      return { table, rest, left, read };
    });
    // DynamoDB never leaves all of them: it throttles then.
    const [first] = split;
    if (first !== undefined && split.every(({ read }) => read.length === 0))
      first.read = first.left.splice(0, 1);
    const requestItems = (part: 'left' | 'read') =>
      Object.fromEntries(
        split
          .filter((each) => each[part].length > 0)
          .map(({ table, rest, ...keys }) => [table, { ...rest, Keys: keys[part] }]),
      );
    const { headers, body, status } = await exchange.carryOut({ RequestItems: requestItems('read') });
    const output = { ...(JSON.parse(body) as object), UnprocessedKeys: requestItems('left') };
    exchange.answer({ status, headers, body: JSON.stringify(output) });
  };
}

/**
 * Carries out a part of the statements of a request, and answers the others with that error.
 *
 * @param mayBeRefused tells which of them DynamoDB could answer so; of one at least it must hold
 */
export function refuseStatements(
  Code: BatchStatementErrorCodeEnum,
  isRefused: () => boolean,
  mayBeRefused: (statement: BatchStatementRequest) => boolean = () => true,
): Effect {
  return async (exchange) => {
    const candidates = statementsOf(exchange.input).map(mayBeRefused);
    const refused = candidates.map((is) => is && isRefused());
    // Without one there would be no fault.
    if (!refused.includes(true)) refused[candidates.indexOf(true)] = true;
    const rest = statementsOf(exchange.input).filter((_, index) => !refused[index]);
    const answer = rest.length === 0 ? undefined : await exchange.carryOut({ Statements: rest });
    if (answer !== undefined && answer.status !== 200) return exchange.answer(answer);
    const others = (answer === undefined ? [] : responsesOf(answer)).values();
    const Responses = refused.map((is) => (is ? { Error: { Code } } : others.next().value));
    exchange.answer({ status: 200, headers: jsonHeaders, body: JSON.stringify({ Responses }) });
  };
}

/** Carries all statements of a request out, and answers some with an error of DynamoDB's own all the same. */
export function loseResponses(isLost: () => boolean): Effect {
  return async (exchange) => {
    const answer = await exchange.carryOut();
    if (answer.status !== 200) return exchange.answer(answer);
    const responses = responsesOf(answer);
    const lost = responses.map(() => isLost());
    if (!lost.includes(true)) lost[0] = true;
    const Responses = responses.map((response, index) =>
      lost[index] ? { Error: { Code: 'InternalServerError' } } : response,
    );
    exchange.answer({ ...answer, body: JSON.stringify({ Responses }) });
  };
}
