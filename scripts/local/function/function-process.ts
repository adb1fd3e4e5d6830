import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { devNull } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { credentials, type Endpoints, region } from '../../system/endpoints.ts';
import { arn } from '../stack/create-resource.ts';
import type { FunctionDefinition } from '../stack/deploy.ts';

/** What the process is sent, once it has said that its handler is loaded. */
export type Request = {
  readonly requestId: string;
  readonly event: unknown;
  readonly functionArn: string;
  /** When its time is up, in epoch milliseconds. */
  readonly deadline: number;
};

/** What the process sends back: first of loading its handler, then of each request. */
export type Answer =
  | { readonly ok: true; readonly response: unknown }
  | { readonly ok: false; readonly error: FunctionError };

/** How Lambda describes an error of a function. */
export type FunctionError = { readonly errorType: string; readonly errorMessage: string };

/** What became of one invocation, and the lines it wrote. */
export type Invocation = Answer & { readonly logs: readonly string[] };

/** One execution environment of a function: a process of its own, one invocation at a time. */
export type FunctionProcess = {
  readonly pid: number | undefined;
  /** Never rejects: a crash, a failed start and a timeout are errors of the invocation, as in Lambda. */
  invoke(event: unknown): Promise<Invocation>;
  isAlive(): boolean;
  /** Kills the process at once, as a lost machine would; a running invocation becomes an error. */
  kill(): Promise<unknown>;
};

/** Lambda gives a function ten seconds to start. */
const INIT_MILLISECONDS = 10_000;

/**
 * Starts a process that runs the bundled handler.
 *
 * @param endpoints where the function's SDK clients send their requests
 */
export function startFunctionProcess(definition: FunctionDefinition, endpoints: Endpoints): FunctionProcess {
  let failure: FunctionError | undefined;
  let logs: string[] = [];
  let onEnd: (() => void) | undefined;

  const child = forkRuntime(definition, endpoints);
  const exited = exitOf(child).then((how) => {
    return { ok: false, error: failure ?? { errorType: 'Runtime.ExitError', errorMessage: how } } as const;
  });
  const kill = async (error?: FunctionError) => {
    failure ??= error;
    child.kill('SIGKILL');
    return exited;
  };
  const killAfter = (milliseconds: number, what: string) =>
    setTimeout(() => void kill(timedOut(what, milliseconds)), milliseconds);
  const nextAnswer = () =>
    new Promise<Answer>((resolve) => child.once('message', (message) => resolve(message as Answer)));
  const read = (line: string) => {
    if (line === '') return;
    if (line.startsWith('END RequestId: ')) onEnd?.();
    else logs.push(line);
  };
  for (const stream of [child.stdout, child.stderr]) readLines(stream as Readable, read);
  const loaded = nextAnswer();

  return {
    pid: child.pid,
    isAlive: () => child.exitCode === null && child.signalCode === null && !child.killed,
    kill: () => kill(),
    async invoke(event) {
      logs = [];
      let timer = killAfter(INIT_MILLISECONDS, 'Init');
      const work = async (): Promise<Answer> => {
        const loading = await loaded;
        if (!loading.ok) return kill(loading.error);
        clearTimeout(timer);
        const limit = definition.timeoutSeconds * 1000;
        timer = killAfter(limit, 'Task');
        const request: Request = {
          requestId: randomUUID(),
          event,
          functionArn: arn('lambda', `function:${definition.name}`),
          deadline: Date.now() + limit,
        };
        const ended = new Promise<void>((resolve) => (onEnd = resolve));
        const answered = nextAnswer();
        // One that has died meanwhile takes nothing; its exit tells that.
        child.send(request, () => {});
        // The answer and the log come by different ways: an invocation is over when both are here.
        await ended;
        return answered;
      };
      const answer = await Promise.race([work(), exited]);
      clearTimeout(timer);
      return { ...answer, logs };
    },
  };
}

function timedOut(what: string, milliseconds: number): FunctionError {
  const errorMessage = `${what} timed out after ${(milliseconds / 1000).toFixed(2)} seconds`;
  return { errorType: 'Sandbox.Timedout', errorMessage };
}

function forkRuntime(definition: FunctionDefinition, endpoints: Endpoints): ChildProcess {
  const { name, handler, codeDirectory, environment, memoryMegabytes } = definition;
  return fork(join(import.meta.dirname, 'bootstrap.ts'), {
    execArgv: [
      '--disable-warning=ExperimentalWarning',
      `--max-old-space-size=${Math.floor(memoryMegabytes * 0.9)}`,
    ],
    cwd: codeDirectory,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Nothing of the environment this runs in: neither its AWS settings nor its Node options.
    env: {
      PATH: process.env['PATH'],
      LANG: 'en_US.UTF-8',
      TZ: ':UTC',
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
      AWS_ENDPOINT_URL_SQS: endpoints.sqs,
      AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${process.versions.node.split('.')[0]}.x`,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMegabytes),
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
      AWS_LAMBDA_LOG_STREAM_NAME: 'local',
      LAMBDA_TASK_ROOT: codeDirectory,
      _HANDLER: handler,
      ...environment,
    },
  });
}

/** Tells how a process ended, after everything it wrote has been read. */
function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => {
      resolve(`Runtime exited ${signal === null ? `with exit status ${code}` : `by signal ${signal}`}`);
    });
  });
}

/** Not readline: it also breaks lines at U+2028, which JSON may contain. */
function readLines(stream: Readable, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(onLine);
  });
  stream.on('end', () => onLine(rest));
}
