import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { argumentOfChild } from '../measure/run-child.ts';
import { type Answer, createStub } from './answer.ts';

const { delayMilliseconds } = argumentOfChild() as { delayMilliseconds: number };
const stub = createStub();

function route(request: IncomingMessage, body: string): Answer {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    return stub.answer(target.slice(target.indexOf('.') + 1), JSON.parse(body));
  }
  if (request.url === '/counts') return { status: 200, body: stub.counts() };
  if (request.url?.startsWith('/reset') !== true) throw new Error(`unknown path: ${request.url}`);
  stub.reset({ keepItems: request.url.endsWith('?items=keep') });
  return { status: 200, body: {} };
}

function answer(request: IncomingMessage, body: string): Answer {
  try {
    return route(request, body);
  } catch (error) {
    // Loud, because a shape that the stub takes for another would make every figure wrong.
    process.stderr.write(`stub: ${String(error)}\n`);
    return { status: 500, body: { __type: 'InternalServerError', message: String(error) } };
  }
}

async function respond(request: IncomingMessage, response: ServerResponse, body: string): Promise<void> {
  const isOperation = request.headers['x-amz-target'] !== undefined;
  const answered = answer(request, body);
  const text = Buffer.from(JSON.stringify(answered.body));
  if (delayMilliseconds > 0 && isOperation) await setTimeout(delayMilliseconds);
  response.writeHead(answered.status, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': text.length,
  });
  response.end(text);
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => void respond(request, response, Buffer.concat(chunks).toString()));
});
// A connection that the server closes while idle would be opened again in the middle of a measurement.
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ endpoint: `http://127.0.0.1:${port}` });
});
