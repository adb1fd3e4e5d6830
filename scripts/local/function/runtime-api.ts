import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { serveLocally } from '../../system/serve-locally.ts';

/** How Lambda describes an error of a function. */
export type FunctionError = { readonly errorType: string; readonly errorMessage: string };

export type Answer =
  | { readonly ok: true; readonly response: unknown }
  | { readonly ok: false; readonly error: FunctionError };

export type RuntimeApi = {
  /** The value of AWS_LAMBDA_RUNTIME_API. */
  readonly address: string;
  /**
   * Hands one event to the runtime when it next asks, and calls `onDelivered` then. Never settles if
   * the runtime dies first: its process tells that.
   */
  invoke(invocation: NextInvocation, onDelivered: () => void): Promise<Answer>;
  close(): void;
};

type NextInvocation = {
  readonly requestId: string;
  readonly event: unknown;
  readonly timeoutMilliseconds: number;
  readonly functionArn: string;
};

/**
 * Serves Lambda's Runtime API to one execution environment, which has one invocation at a time.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export async function serveRuntimeApi(onInitError: (error: FunctionError) => void): Promise<RuntimeApi> {
  let waiting: ServerResponse | undefined;
  let next: ((response: ServerResponse) => void) | undefined;
  let answer: ((answer: Answer) => void) | undefined;

  const handOver = () => {
    if (waiting === undefined || next === undefined) return;
    next(waiting);
    waiting = undefined;
    next = undefined;
  };

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url?.replace('/2018-06-01/runtime/', '') ?? '';
    if (path === 'invocation/next') {
      waiting = response;
      handOver();
      return;
    }
    const body: unknown = JSON.parse((await text(request)) || 'null');
    if (path === 'init/error') onInitError(body as FunctionError);
    else if (path.endsWith('/response')) answer?.({ ok: true, response: body });
    else answer?.({ ok: false, error: body as FunctionError });
    response.writeHead(202).end();
  };

  const server = createServer((request, response) => {
    // The runtime may be killed in the middle of a request; that is told by its exit.
    serve(request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 0;
  const { origin, stop } = await serveLocally(server);

  return {
    address: new URL(origin).host,
    invoke({ requestId, event, timeoutMilliseconds, functionArn }, onDelivered) {
      return new Promise((resolve) => {
        answer = resolve;
        next = (response) => {
          response.writeHead(200, {
            'Content-Type': 'application/json',
            'Lambda-Runtime-Aws-Request-Id': requestId,
            'Lambda-Runtime-Deadline-Ms': String(Date.now() + timeoutMilliseconds),
            'Lambda-Runtime-Invoked-Function-Arn': functionArn,
          });
          response.end(JSON.stringify(event));
          onDelivered();
        };
        handOver();
      });
    },
    close: () => void stop(),
  };
}
