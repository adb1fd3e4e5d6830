import { setTimeout } from 'node:timers/promises';
import {
  type BatchExecuteStatementCommandInput,
  type BatchExecuteStatementCommandOutput,
  type BatchStatementResponse,
  DynamoDBServiceException,
} from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { writeStatement } from '../../../lambdas/consume-live-events/row-item.ts';
import {
  createStatementSender,
  type SendStatement,
} from '../../../lambdas/consume-live-events/send-statement.ts';
import { type Engines, startEngines } from '../../../scripts/local/engines/engines.ts';
import { createTables, physicalNames } from '../../support/dynamodb.ts';
import { gradeChange, rowOf } from '../../support/messages.ts';

const { signal } = new AbortController();
let engines: Engines;
let send: SendStatement;
let requests: number[] = [];

beforeAll(async () => {
  engines = await startEngines();
  await createTables(engines.clients.dynamodb);
  send = createStatementSender(engines.clients.dynamodb);
  answerWith((input, carryOut) => {
    requests.push(input.Statements?.length ?? 0);
    return carryOut();
  }, 'countStatements');
});
afterAll(() => engines.stop());
afterEach(() => {
  engines.clients.dynamodb.middlewareStack.remove('answerWith');
  requests = [];
});

type Answer = (
  input: BatchExecuteStatementCommandInput,
  carryOut: () => Promise<BatchExecuteStatementCommandOutput>,
) => Promise<BatchExecuteStatementCommandOutput>;

/** Lets a test stand between the SDK and the engine. */
function answerWith(answer: Answer, name = 'answerWith') {
  engines.clients.dynamodb.middlewareStack.add(
    (next) => async (args) => {
      let result: Awaited<ReturnType<typeof next>> | undefined;
      const output = await answer(args.input as BatchExecuteStatementCommandInput, async () => {
        result = await next(args);
        return result.output as BatchExecuteStatementCommandOutput;
      });
      return { response: undefined, ...result, output };
    },
    { step: 'initialize', name },
  );
}

/** Replaces what is answered to the first statement of a request, this many times. */
function answerFirst(response: BatchStatementResponse | undefined, times: number) {
  let left = times;
  answerWith(async (_, carryOut) => {
    const output = await carryOut();
    left -= 1;
    if (left < 0) return output;
    const [, ...others] = output.Responses ?? [];
    return { ...output, Responses: response === undefined ? others.slice(1) : [response, ...others] };
  });
}

function serviceError(name: string, httpStatusCode: number) {
  return new DynamoDBServiceException({ name, $fault: 'client', $metadata: { httpStatusCode } });
}

const write = { seenRevision: undefined, revision: 1, writtenAt: new Date(0), retentionDays: undefined };
let usedIds = 0;
const insert = (tableName = physicalNames.submissions) => {
  usedIds += 1;
  return writeStatement(rowOf(gradeChange({ submission_id: usedIds })), tableName, write);
};
const inserts = (count: number) => Array.from({ length: count }, () => insert());

describe('statements sent at the same moment', () => {
  test('share requests of 25', async () => {
    const accepted = await Promise.all(inserts(60).map((statement) => send(statement, signal)));
    expect(accepted).toEqual(Array(60).fill(true));
    expect(requests).toEqual([25, 25, 10]);
  });

  test('are accepted and refused each by itself', async () => {
    const [held, fresh] = [insert(), insert()];
    await send(held, signal);
    expect(await Promise.all([held, fresh].map((statement) => send(statement, signal)))).toEqual([
      false,
      true,
    ]);
  });

  test('fail each by itself, with the code of DynamoDB', async () => {
    const [lost, fresh] = [insert('no-such-table'), insert()];
    const [failed, accepted] = await Promise.allSettled([send(lost, signal), send(fresh, signal)]);
    expect(failed).toMatchObject({ status: 'rejected', reason: { name: 'ResourceNotFound' } });
    expect(accepted).toEqual({ status: 'fulfilled', value: true });
  });

  test.each([
    ['invalid', serviceError('ValidationException', 400)],
    ['too large together', serviceError('RequestEntityTooLarge', 413)],
  ])('are sent one by one when DynamoDB takes them for %s', async (_, error) => {
    answerWith((input, carryOut) => {
      const isInvalid = input.Statements?.some(({ Statement }) => Statement?.includes('invalid'));
      return isInvalid ? Promise.reject(error) : carryOut();
    });
    const statements = [insert('invalid'), ...inserts(2)];
    const results = await Promise.allSettled(statements.map((statement) => send(statement, signal)));
    expect(results).toMatchObject([
      { status: 'rejected', reason: { name: error.name } },
      { status: 'fulfilled', value: true },
      { status: 'fulfilled', value: true },
    ]);
    expect(requests).toEqual([3, 1, 1, 1]);
  });

  test('are one request in flight also when they are sent one by one', async () => {
    let inFlight = 0;
    let most = 0;
    answerWith(async (input, carryOut) => {
      if ((input.Statements?.length ?? 0) > 1) throw serviceError('ValidationException', 400);
      inFlight += 1;
      most = Math.max(most, inFlight);
      const output = await carryOut();
      inFlight -= 1;
      return output;
    });
    expect(await Promise.all(inserts(25).map((statement) => send(statement, signal)))).toEqual(
      Array(25).fill(true),
    );
    expect(most).toBe(1);
  });

  test('wait for one of twelve requests in flight, and share it with those that came meanwhile', async () => {
    let inFlight = 0;
    let most = 0;
    answerWith(async (_, carryOut) => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await setTimeout(20);
      const output = await carryOut();
      inFlight -= 1;
      return output;
    });
    const sent = inserts(400).map(async (statement, index) => {
      // Not all at the same moment, as after a back-off.
      if (index >= 300) await setTimeout(index % 20);
      return send(statement, signal);
    });
    expect(await Promise.all(sent)).toEqual(Array(400).fill(true));
    expect(most).toBe(12);
    expect(requests.length).toBeLessThan(40);
  });

  test('fail together when their request fails', async () => {
    answerWith(() => Promise.reject(new Error('no connection')));
    const results = await Promise.allSettled(inserts(2).map((statement) => send(statement, signal)));
    expect(results).toMatchObject([{ reason: { message: 'no connection' } }, { status: 'rejected' }]);
    expect(requests).toEqual([2]);
  });
});

describe('a statement', () => {
  test.each([
    'InternalServerError',
    'ProvisionedThroughputExceeded',
    'RequestLimitExceeded',
    'ThrottlingError',
    'TransactionConflict',
  ] as const)('is sent again after %s, alone', async (Code) => {
    answerFirst({ Error: { Code } }, 1);
    // The engine carried it out all the same, so that the second try is refused.
    const accepted = await Promise.all(inserts(2).map((statement) => send(statement, signal)));
    expect(accepted).toEqual([false, true]);
    expect(requests).toEqual([2, 1]);
  });

  test('that is throttled is sent again as long as there is time', async () => {
    answerFirst({ Error: { Code: 'ThrottlingError' } }, 6);
    await send(insert(), signal);
    expect(requests).toEqual(Array(7).fill(1));
  });

  test.each([
    ['ThrottlingException', serviceError('ThrottlingException', 400)],
    ['InternalServerError', serviceError('InternalServerError', 500)],
    ['a connection that was reset', Object.assign(new Error('reset'), { code: 'ECONNRESET' })],
  ])('is sent again after a request that failed as a whole: %s', async (_, error) => {
    let failures = 2;
    answerWith((_input, carryOut) => {
      failures -= 1;
      return failures >= 0 ? Promise.reject(error) : carryOut();
    });
    expect(await send(insert(), signal)).toBe(true);
    expect(requests).toEqual([1, 1, 1]);
  });

  test('that was throttled until the time was up has failed for that', async () => {
    answerFirst({ Error: { Code: 'ThrottlingError' } }, 99);
    const time = new AbortController();
    const sent = expect(send(insert(), time.signal)).rejects.toMatchObject({ name: 'ThrottlingError' });
    await setTimeout(50);
    time.abort();
    await sent;
    expect(requests.length).toBeLessThan(99);
  });

  test('that DynamoDB says nothing of has failed', async () => {
    answerFirst(undefined, 1);
    await expect(send(insert(), signal)).rejects.toMatchObject({ name: 'MissingResponse' });
  });

  test('is not sent when the time is up', async () => {
    await expect(send(insert(), AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });
});
