/**
 * Runs a function's handler as Lambda's Node runtime does: import it, then ask the Runtime API for one
 * invocation after the other. This file is the main module of a function's process.
 */
import { access } from 'node:fs/promises';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

const api = `http://${process.env['AWS_LAMBDA_RUNTIME_API']}/2018-06-01/runtime`;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

type Handler = (event: unknown, context: object) => unknown;

async function call(method: 'GET' | 'POST', path: string, body?: string) {
  return new Promise<{ headers: IncomingHttpHeaders; body: string }>((resolve, reject) => {
    const sent = request(`${api}/${path}`, { method, agent }, (response) => {
      text(response).then((received) => resolve({ headers: response.headers, body: received }), reject);
    });
    sent.once('error', reject).end(body);
  });
}

async function loadHandler(): Promise<Handler> {
  const [file = '', name = ''] = (process.env['_HANDLER'] ?? '').split(/\.(?=[^.]*$)/);
  for (const extension of ['.mjs', '.js', '.cjs']) {
    const path = join(process.env['LAMBDA_TASK_ROOT'] ?? '', file + extension);
    const exists = await access(path).then(
      () => true,
      () => false,
    );
    if (!exists) continue;
    const handler = ((await import(pathToFileURL(path).href)) as Record<string, unknown>)[name];
    if (typeof handler === 'function') return handler as Handler;
    throw Object.assign(new Error(`${file}.${name} is not a function`), { name: 'Runtime.HandlerNotFound' });
  }
  throw Object.assign(new Error(`Cannot find module '${file}'`), { name: 'Runtime.ImportModuleError' });
}

function contextOf(headers: IncomingHttpHeaders): object {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  return {
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env['AWS_LAMBDA_FUNCTION_NAME'],
    functionVersion: process.env['AWS_LAMBDA_FUNCTION_VERSION'],
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    logGroupName: process.env['AWS_LAMBDA_LOG_GROUP_NAME'],
    logStreamName: process.env['AWS_LAMBDA_LOG_STREAM_NAME'],
    memoryLimitInMB: process.env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

function describe(error: unknown): string {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return JSON.stringify({ errorType: name, errorMessage: message, trace: stack?.split('\n') });
}

/** Ends the log of an invocation, as the END line of a Lambda log does. Its reader waits for it. */
function endLog(requestId: string): Promise<void> {
  return new Promise((resolve) => process.stdout.write(`\nEND RequestId: ${requestId}\n`, () => resolve()));
}

async function run(): Promise<never> {
  const handler = await loadHandler().catch(async (error: unknown) => {
    await call('POST', 'init/error', describe(error));
    process.exit(1);
  });
  for (;;) {
    const { headers, body } = await call('GET', 'invocation/next');
    const requestId = String(headers['lambda-runtime-aws-request-id']);
    let answer: [path: string, body: string];
    try {
      const response = await handler(JSON.parse(body), contextOf(headers));
      answer = ['response', JSON.stringify(response) ?? 'null'];
    } catch (error) {
      answer = ['error', describe(error)];
    }
    await endLog(requestId);
    await call('POST', `invocation/${requestId}/${answer[0]}`, answer[1]);
  }
}

// A Ctrl-C in a terminal reaches the whole process group; the parent of this process ends it.
process.on('SIGINT', () => {});
// The parent of this process is gone, and with it the Runtime API.
run().catch(() => process.exit(1));
