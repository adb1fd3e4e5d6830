import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  answerLate,
  carryOutLate,
  type Effect,
  leaveUnprocessed,
  loseAnswer,
  neverAnswer,
  pass,
  refuseWith,
  resetAfter,
  resetBefore,
} from '../../faults/effects.ts';
import type { JsonObject } from '../../faults/exchange.ts';
import { type RunningProxy, startProxy } from '../../faults/proxy.ts';

let emulator: Server;
let proxy: RunningProxy;
let effect: Effect = pass;
let carriedOut: JsonObject[] = [];

beforeAll(async () => {
  const record = (body: string) => carriedOut.push(JSON.parse(body) as JsonObject);
  emulator = createServer((request, response) => {
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    void text(request)
      .then(record)
      .then(() => response.end(JSON.stringify({ Responses: {}, UnprocessedKeys: {} })));
  }).listen(0, '127.0.0.1');
  await once(emulator, 'listening');
  const endpoint = `http://127.0.0.1:${(emulator.address() as AddressInfo).port}`;
  proxy = await startProxy({
    endpoints: { sqs: 'http://127.0.0.1:1', dynamodb: endpoint },
    effectOf: () => effect,
  });
});
afterAll(async () => {
  await proxy.close();
  emulator.close();
  emulator.closeAllConnections();
});
beforeEach(() => {
  carriedOut = [];
});

function send(input: JsonObject = { TableName: 't' }, signal?: AbortSignal): Promise<Response> {
  return fetch(proxy.endpoint, {
    method: 'POST',
    headers: { 'x-amz-target': 'DynamoDB_20120810.PutItem' },
    body: JSON.stringify(input),
    ...(signal && { signal }),
  });
}

describe('the proxy', () => {
  test.each<[string, Effect, number, number]>([
    ['passes a request', pass, 200, 1],
    ['refuses a request and does not carry it out', refuseWith(400, 'ThrottlingException'), 400, 0],
    ['carries a request out and loses the answer', loseAnswer('InternalServerError'), 500, 1],
    ['answers late', answerLate(20), 200, 1],
    ['carries out late', carryOutLate(20), 200, 1],
  ])('%s', async (_, chosen, status, times) => {
    effect = chosen;
    expect((await send()).status).toBe(status);
    expect(carriedOut).toHaveLength(times);
  });

  test.each<[string, Effect, number]>([
    ['before a request is carried out', resetBefore, 0],
    ['after it was', resetAfter, 1],
  ])('resets the connection %s', async (_, chosen, times) => {
    effect = chosen;
    await expect(send()).rejects.toThrow('fetch failed');
    expect(carriedOut).toHaveLength(times);
  });

  test('names the error as AWS does', async () => {
    effect = refuseWith(400, 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException');
    await expect((await send()).json()).resolves.toMatchObject({
      __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
    });
  });

  test.each([
    ['carries out', true, 1],
    ['drops', false, 0],
  ])('%s what it never answers, when its sender has given up', async (_, isCarriedOut, times) => {
    const giveUp = new AbortController();
    let done: (() => void) | undefined;
    const ended = new Promise<void>((resolve) => (done = resolve));
    effect = async (exchange) => {
      setImmediate(() => giveUp.abort());
      await neverAnswer(isCarriedOut)(exchange);
      done?.();
    };
    await expect(send({}, giveUp.signal)).rejects.toThrow('aborted');
    await ended;
    expect(carriedOut).toHaveLength(times);
  });

  test('leaves keys unprocessed, reads the others, and never leaves all', async () => {
    effect = leaveUnprocessed(() => true);
    const [a, b, c] = ['a', 'b', 'c'].map((S) => ({ id: { S } }));
    const response = await send({ RequestItems: { t: { Keys: [a, b] }, u: { Keys: [c] } } });
    expect(carriedOut).toEqual([{ RequestItems: { t: { Keys: [a] } } }]);
    await expect(response.json()).resolves.toMatchObject({
      UnprocessedKeys: { t: { Keys: [b] }, u: { Keys: [c] } },
    });
  });
});
