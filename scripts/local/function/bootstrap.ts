/**
 * Runs a function's handler as Lambda's Node runtime does: imports it, then has it answer one event after the
 * other. This file is the main module of a function's process; the parent of that process sends the events.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Answer, Request } from './function-process.ts';

type Handler = (event: unknown, context: object) => unknown;

async function loadHandler(): Promise<Handler> {
  const [file = '', name = ''] = (process.env['_HANDLER'] ?? '').split('.');
  const path = join(process.env['LAMBDA_TASK_ROOT'] ?? '', `${file}.mjs`);
  const handler = ((await import(pathToFileURL(path).href)) as Record<string, unknown>)[name];
  if (typeof handler === 'function') return handler as Handler;
  throw Object.assign(new Error(`${file}.${name} is not a function`), { name: 'Runtime.HandlerNotFound' });
}

function contextOf({ requestId, functionArn, deadline }: Request): object {
  return {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env['AWS_LAMBDA_FUNCTION_NAME'],
    functionVersion: process.env['AWS_LAMBDA_FUNCTION_VERSION'],
    invokedFunctionArn: functionArn,
    logGroupName: process.env['AWS_LAMBDA_LOG_GROUP_NAME'],
    logStreamName: process.env['AWS_LAMBDA_LOG_STREAM_NAME'],
    memoryLimitInMB: process.env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

function failedWith(error: unknown): Answer {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { ok: false, error: { errorType: name, errorMessage: message } };
}

/** Ends the log of an invocation, as the END line of a Lambda log does. Its reader waits for it. */
function endLog(requestId: string): Promise<void> {
  return new Promise((resolve) => process.stdout.write(`\nEND RequestId: ${requestId}\n`, () => resolve()));
}

async function handle(handler: Handler, request: Request): Promise<void> {
  const answer = await Promise.resolve()
    .then(() => handler(request.event, contextOf(request)))
    .then((response) => ({ ok: true, response }), failedWith);
  await endLog(request.requestId);
  process.send?.(answer);
}

// A Ctrl-C in a terminal reaches the whole process group; the parent of this process ends it.
process.on('SIGINT', () => {});
// The parent of this process is gone.
process.on('disconnect', () => process.exit(1));
try {
  const handler = await loadHandler();
  process.on('message', (request: Request) => void handle(handler, request));
  process.send?.({ ok: true, response: 'loaded' });
} catch (error) {
  process.send?.(failedWith(error));
}
