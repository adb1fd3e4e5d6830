import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Endpoints } from '../scripts/system/endpoints.ts';
import { serveLocally } from '../scripts/system/serve-locally.ts';
import type { Effect } from './effects.ts';
import type { Answer, Exchange, JsonObject } from './exchange.ts';

/** Stands between the function's SDK clients and the emulators. */
export type RunningProxy = {
  /** The endpoint of both SQS and DynamoDB. */
  readonly endpoint: string;
  /** Waits for what it still holds, which is carried out, and closes. */
  readonly close: () => Promise<void>;
};

export type ProxyOptions = {
  readonly endpoints: Endpoints;
  /** Decides what is done with a request. */
  readonly effectOf: (exchange: Exchange) => Effect;
  /** Told when an emulator has carried a request out, as it was carried out, whether or not the function will learn of it. */
  readonly onCarriedOut?: (exchange: Exchange, answer: Answer) => void;
  /** Told what answer the function gets. */
  readonly onAnswer?: (exchange: Exchange, answer: Answer) => void;
};

/** Starts a proxy on a free port. */
export async function startProxy(options: ProxyOptions): Promise<RunningProxy> {
  const held = new Set<Promise<unknown>>();

  const serve = async (incoming: IncomingMessage, response: ServerResponse) => {
    // Before the body is read: a connection may break at any time.
    const abandoned = once(response, 'close');
    const body = await text(incoming);
    const exchange = openExchange(incoming, body, response, { ...options, abandoned });
    await options.effectOf(exchange)(exchange);
  };
  const server = createServer((incoming, response) => {
    const work: Promise<unknown> = serve(incoming, response)
      // The function was killed in the middle of a request, or an emulator has stopped.
      .catch(() => response.destroy())
      .finally(() => held.delete(work));
    held.add(work);
  });
  const { origin, stop } = await serveLocally(server);

  return {
    endpoint: origin,
    async close() {
      await stop();
      await Promise.all(held);
    },
  };
}

type Way = ProxyOptions & { readonly abandoned: Promise<unknown> };

function openExchange(
  incoming: IncomingMessage,
  body: string,
  response: ServerResponse,
  { endpoints, abandoned, onCarriedOut = () => {}, onAnswer = () => {} }: Way,
): Exchange {
  // `DynamoDB_20120810.BatchExecuteStatement`, `AmazonSQS.SendMessage`
  const [service = '', operation = ''] = String(incoming.headers['x-amz-target']).split('.');
  const upstream = service === 'AmazonSQS' ? endpoints.sqs : endpoints.dynamodb;
  const exchange: Exchange = {
    operation,
    input: JSON.parse(body) as JsonObject,
    callId: String(incoming.headers['amz-sdk-invocation-id']),
    attempt: Number(/attempt=(\d+)/.exec(String(incoming.headers['amz-sdk-request']))?.[1] ?? 1),
    abandoned,
    async carryOut(changed) {
      const text = changed === undefined ? body : JSON.stringify(changed);
      const answer = await forward(upstream, incoming, text);
      onCarriedOut(changed === undefined ? exchange : { ...exchange, input: changed }, answer);
      return answer;
    },
    answer(answer) {
      if (response.destroyed) return;
      onAnswer(exchange, answer);
      response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(answer.body);
    },
    reset() {
      // A connection that the function is closing can not be reset any more, and its handle would never be closed.
      if (response.socket?.writable) response.socket.resetAndDestroy();
      else response.destroy();
    },
  };
  return exchange;
}

async function forward(upstream: string, incoming: IncomingMessage, body: string): Promise<Answer> {
  const headers = Object.entries(incoming.headers).filter(([name]) => !ofConnection.has(name));
  const answer = await fetch(upstream + (incoming.url ?? '/'), {
    method: 'POST',
    headers: headers as [string, string][],
    body,
  });
  return { status: answer.status, body: await answer.text() };
}

const ofConnection = new Set(['connection', 'content-length', 'host']);
