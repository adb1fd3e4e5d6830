import { once } from 'node:events';
import { type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pass } from '../../../faults/effects.ts';
import { startProxy } from '../../../faults/proxy.ts';
import { startDynalite } from '../../../scripts/local/engines/dynalite.ts';
import { type Engines, startEngines } from '../../../scripts/local/engines/engines.ts';
import { createQueue } from '../../../scripts/local/stack/create-resource.ts';
import { servePage } from '../../../scripts/page/serve-page.ts';
import { credentials, region } from '../../../scripts/system/endpoints.ts';
import { countMessages } from '../../../scripts/system/queue.ts';

/* The servers of a local run as a web site sees them, in the browser of a person who visits it. */

type Door = { readonly url: string; readonly method: string; readonly body?: string; headers?: object };

const doorNames = ['page', 'SQS', 'DynamoDB', 'dynalite', 'proxy of the faults'] as const;

let engines: Engines;
let queueUrl: string;
let doors: { readonly [Name in (typeof doorNames)[number]]: Door };
const stops: (() => unknown)[] = [];

/** What the SDK sends, whose signature no emulator looks at. */
function awsRequest(url: string, target: string, input: object): Door {
  const authorization = [
    `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/20260101/${region}/any/aws4_request`,
    'SignedHeaders=host;x-amz-date',
    `Signature=${'0'.repeat(64)}`,
  ].join(', ');
  const headers = {
    authorization,
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-date': '20260101T000000Z',
    'x-amz-target': target,
  };
  return { url, method: 'POST', headers, body: JSON.stringify(input) };
}

beforeAll(async () => {
  engines = await startEngines();
  const { sqs, dynamodb } = engines.endpoints;
  const dynalite = await startDynalite();
  const page = await servePage({
    watch: () => () => {},
    find: async () => undefined,
    readOn: async () => undefined,
    describeFailure: () => '',
  });
  const proxy = await startProxy({ endpoints: engines.endpoints, effectOf: () => pass });
  for (const server of [engines, dynalite, page]) stops.push(() => server.stop());
  stops.push(() => proxy.close());
  ({ url: queueUrl } = await createQueue(engines, {}, 'queue'));
  const tables = (url: string) => awsRequest(url, 'DynamoDB_20120810.ListTables', {});
  doors = {
    page: { url: page.url, method: 'GET' },
    SQS: awsRequest(sqs, 'AmazonSQS.SendMessage', { QueueUrl: queueUrl, MessageBody: '{}' }),
    DynamoDB: tables(dynamodb),
    dynalite: tables(dynalite.endpoint),
    'proxy of the faults': tables(proxy.endpoint),
  };
});
afterAll(async () => {
  for (const stop of stops) await stop();
});

/** Knocks with a request that is answered, but for what is changed in it. */
async function knock(door: Door, changed: { method?: string; headers?: OutgoingHttpHeaders } = {}) {
  const headers = { ...door.headers, ...changed.headers };
  const sent = request(door.url, { method: changed.method ?? door.method, headers }).end(door.body);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: await text(answer) };
}

const sentMessages = async () => (await countMessages(engines.clients.sqs, queueUrl)).visible;
const foreign = { origin: 'https://evil.example' };
const simple = { 'content-type': 'text/plain;application/x-amz-json-1.0' };

describe.each(doorNames)('the %s', (name) => {
  test('answers a program, by either name of this machine', async () => {
    const { port } = new URL(doors[name].url);

    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`]) {
      expect((await knock(doors[name], { headers: { host } })).status).toBeLessThan(300);
    }
  });

  test.each(['evil.example', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.example', 'sub.localhost'])(
    'does not answer to the name %s, which a web site could have made mean this machine',
    async (host) => {
      const { status, body } = await knock(doors[name], { headers: { host } });

      expect([status, body]).toEqual([421, '{"message":"This server goes by another name."}']);
    },
  );

  test.each<[string, string | undefined, OutgoingHttpHeaders]>([
    ['asks leave to send more than a form could', 'OPTIONS', foreign],
    ['reads', 'GET', foreign],
    ['sends without being read', 'POST', { ...foreign, ...simple, 'sec-fetch-mode': 'no-cors' }],
    ['sends what a program would', undefined, foreign],
    ['sends from a frame without an origin', undefined, { origin: 'null' }],
    ['sends from another port of this machine', undefined, { origin: 'http://127.0.0.1:3000' }],
    ['names it as an image', 'GET', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
    ['links to it', 'GET', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }],
    ['names it from another port', 'GET', { 'sec-fetch-site': 'same-site' }],
  ])('has nothing for a web site that %s', async (_, method, headers) => {
    const before = await sentMessages();

    const { status, headers: answered } = await knock(doors[name], { ...(method && { method }), headers });

    expect(status).toBe(403);
    expect(answered).not.toHaveProperty('access-control-allow-origin');
    expect(await sentMessages()).toBe(before);
  });
});
