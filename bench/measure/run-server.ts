import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { serveLocally } from '../../scripts/system/serve-locally.ts';
import { forkScript } from './run-child.ts';

export type RunningServer = { readonly endpoint: string; readonly stop: () => Promise<void> };

/** Starts a script that calls `serve`, in a process of its own, so that its CPU is not counted as a contender's. */
export async function startServer(script: URL, argument: unknown): Promise<RunningServer> {
  const child = forkScript(script, argument);
  const [endpoint] = (await once(child, 'message')) as [string];
  return {
    endpoint,
    async stop() {
      const closed = once(child, 'close');
      child.kill();
      await closed;
    },
  };
}

/** Asks a server, in the SDK's way, what the SDK has no command for. */
export async function askServer(endpoint: string, operation: string, input: object = {}): Promise<unknown> {
  const headers = { 'x-amz-target': `Bench.${operation}` };
  const response = await fetch(endpoint, { method: 'POST', headers, body: JSON.stringify(input) });
  return response.json();
}

/**
 * In the child: answers the SDK's requests.
 *
 * @param answer gives the body of an answer; one with a `__type` is an error
 */
export async function serve(
  answer: (operation: string, input: unknown) => object,
  { delayMilliseconds = 0 }: { readonly delayMilliseconds?: number } = {},
): Promise<void> {
  const respond = async ({ headers }: IncomingMessage, text: string, response: ServerResponse) => {
    const [, operation = ''] = String(headers['x-amz-target']).split('.');
    const body = answerOrComplain(() => answer(operation, JSON.parse(text)));
    const answered = Buffer.from(JSON.stringify(body));
    if (delayMilliseconds > 0) await setTimeout(delayMilliseconds);
    response.writeHead('__type' in body ? 400 : 200, {
      'content-type': 'application/x-amz-json-1.0',
      'content-length': answered.length,
    });
    response.end(answered);
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => void respond(request, Buffer.concat(chunks).toString(), response));
  });
  // A connection that the server closes while idle would be opened again in the middle of a measurement.
  server.keepAliveTimeout = 120_000;
  const { origin } = await serveLocally(server);
  process.send?.(origin);
}

/** Loud, because a request that is taken for another would make every figure wrong. */
function answerOrComplain(answer: () => object): object {
  try {
    return answer();
  } catch (error) {
    process.stderr.write(`${String(error)}\n`);
    return { __type: 'UnknownToBenchmark', message: String(error) };
  }
}
