import type { BatchStatementRequest } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { type Effect, failStatements } from '../../faults/effects.ts';
import type { Answer, Exchange, JsonObject } from '../../faults/exchange.ts';

const Statements = ['a', 'b', 'c'].map((id) => ({
  Statement: `INSERT INTO "t" VALUE {'submission_id': ?, 'facet': ?, 'revision': ?}`,
  Parameters: [{ S: id }, { S: 'grade' }, { N: '1' }],
}));
const idsOf = (input: JsonObject) =>
  (input['Statements'] as typeof Statements).map(({ Parameters }) => Parameters[0]?.S);

/** Lets an effect have a request of three statements, with an emulator that names each it has carried out. */
async function strike(effect: Effect, status = 200) {
  let carriedOut: unknown[] = [];
  let answered: Answer | undefined;
  const exchange = {
    operation: 'BatchExecuteStatement',
    input: { Statements },
    carryOut: async (changed: JsonObject = { Statements }) => {
      carriedOut = idsOf(changed);
      const Responses = carriedOut.map((TableName) => ({ TableName }));
      return { status, body: JSON.stringify(status === 200 ? { Responses } : {}) };
    },
    answer: (answer: Answer) => {
      answered = answer;
    },
  } as unknown as Exchange;
  await effect(exchange);
  return { carriedOut, status: answered?.status, answered: JSON.parse(answered?.body ?? '{}') as JsonObject };
}

const choices = (...chosen: boolean[]) => {
  const left = chosen.values();
  return () => left.next().value ?? false;
};

describe('a request of which statements are refused', () => {
  const error = { Error: { Code: 'ThrottlingError' } };

  test('carries the others out, and answers each in its place', async () => {
    const { carriedOut, answered } = await strike(
      failStatements('ThrottlingError', choices(false, true, false)),
    );
    expect(carriedOut).toEqual(['a', 'c']);
    expect(answered).toEqual({ Responses: [{ TableName: 'a' }, error, { TableName: 'c' }] });
  });

  test('has one refused at least, and may have all', async () => {
    const one = await strike(failStatements('ThrottlingError', () => false));
    expect(one.answered).toEqual({ Responses: [error, { TableName: 'b' }, { TableName: 'c' }] });
    const all = await strike(failStatements('ThrottlingError', () => true));
    expect(all).toMatchObject({ carriedOut: [], answered: { Responses: [error, error, error] } });
  });

  test('has none refused that DynamoDB would not', async () => {
    const isLast = ({ Parameters }: BatchStatementRequest) => Parameters?.[0]?.S === 'c';
    for (const chance of [true, false]) {
      const { answered } = await strike(failStatements('ThrottlingError', () => chance, { mayFail: isLast }));
      expect(answered).toEqual({ Responses: [{ TableName: 'a' }, { TableName: 'b' }, error] });
    }
  });

  test('that fails as a whole is answered as it is', async () => {
    expect((await strike(failStatements('ThrottlingError', choices(true)), 500)).status).toBe(500);
  });
});

describe('a request of which answers are lost', () => {
  test('is carried out whole, and answered with an error in their places', async () => {
    const { carriedOut, answered } = await strike(
      failStatements('InternalServerError', choices(false, false, true), { areCarriedOut: true }),
    );
    expect(carriedOut).toEqual(['a', 'b', 'c']);
    expect(answered).toEqual({
      Responses: [{ TableName: 'a' }, { TableName: 'b' }, { Error: { Code: 'InternalServerError' } }],
    });
  });

  test('has one lost at least', async () => {
    const { answered } = await strike(
      failStatements('InternalServerError', () => false, { areCarriedOut: true }),
    );
    expect(answered).toMatchObject({ Responses: [{ Error: {} }, {}, {}] });
  });

  test('that fails as a whole is answered as it is', async () => {
    expect(
      (await strike(failStatements('InternalServerError', choices(true), { areCarriedOut: true }), 500))
        .status,
    ).toBe(500);
  });
});
