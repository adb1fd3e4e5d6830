import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** One request to SQS on its way: `SendMessage`, `DeleteMessage` … */
export type Passage = {
  readonly operation: string;
  /** Has SQS carry it out and gives its answer to the client that asked. */
  pass(): Promise<void>;
  /** Has SQS carry it out and loses the answer. */
  passInVain(): Promise<void>;
  /** Answers with an error as AWS writes it. */
  refuse(errorType: string): void;
  /** Loses the request. */
  drop(): void;
};

export type SqsProxy = {
  readonly endpoint: string;
  /** Waits for what is under way. */
  idle(): Promise<void>;
  stop(): Promise<void>;
};

/** Starts a proxy before an SQS endpoint, which asks what to do with each request. */
export async function startSqsProxy(
  target: string,
  handle: (passage: Passage) => void | Promise<void>,
): Promise<SqsProxy> {
  const agent = new Agent({ keepAlive: true });
  const underWay = new Set<Promise<void>>();

  const serve = async (incoming: IncomingMessage, response: ServerResponse) => {
    const body = await text(incoming);
    const forward = async () => {
      const { host } = new URL(target);
      const headers = { ...incoming.headers, host, 'content-length': Buffer.byteLength(body) };
      const sent = request(target + incoming.url, { method: 'POST', headers, agent }).end(body);
      const [received] = (await once(sent, 'response')) as [IncomingMessage];
      return { status: received.statusCode ?? 500, headers: received.headers, body: await text(received) };
    };
    const drop = () => void response.destroy();
    await handle({
      operation: String(incoming.headers['x-amz-target']).split('.').at(-1) ?? '',
      async pass() {
        const answer = await forward();
        response.writeHead(answer.status, answer.headers).end(answer.body);
      },
      async passInVain() {
        await forward();
        drop();
      },
      refuse(errorType) {
        const answer = { __type: errorType, message: 'refused by the proxy' };
        response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(answer));
      },
      drop,
    });
  };
  const server = createServer((incoming, response) => {
    response.on('error', () => {});
    const work: Promise<void> = serve(incoming, response)
      // The client was killed in the middle of a request.
      .catch(() => void response.destroy())
      .finally(() => underWay.delete(work));
    underWay.add(work);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const idle = async () => {
    while (underWay.size > 0) await Promise.all(underWay);
  };
  return {
    endpoint,
    idle,
    async stop() {
      server.close();
      server.closeAllConnections();
      await idle();
      agent.destroy();
    },
  };
}
