import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { devNull } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { credentials, type Endpoints, region } from '../../system/endpoints.ts';
import { arn } from '../stack/create-resource.ts';
import type { FunctionDefinition } from '../stack/deploy.ts';
import { type Answer, type FunctionError, serveRuntimeApi } from './runtime-api.ts';

/** What became of one invocation, and the lines it wrote. */
export type Invocation = Answer & { readonly logs: readonly string[] };

/** One execution environment of a function: a process of its own, one invocation at a time. */
export type FunctionProcess = {
  readonly pid: number | undefined;
  /** Never rejects: a crash, a failed start and a timeout are errors of the invocation, as in Lambda. */
  invoke(event: unknown): Promise<Invocation>;
  isAlive(): boolean;
  /** Kills the process at once, as a lost machine would; a running invocation becomes an error. */
  kill(): Promise<void>;
};

export type FunctionOptions = {
  /** Where the function's SDK clients send their requests. */
  readonly endpoints: Endpoints;
  /** Called with each line that a process writes to stdout or stderr. */
  readonly onLog?: (line: string) => void;
};

/** Lambda gives a function ten seconds to start. */
const INIT_MILLISECONDS = 10_000;

/** Starts a process that runs the bundled handler against a Runtime API of its own. */
export async function startFunctionProcess(
  definition: FunctionDefinition,
  { endpoints, onLog }: FunctionOptions,
): Promise<FunctionProcess> {
  let failure: FunctionError | undefined;
  let logs: string[] = [];
  let onEnd: (() => void) | undefined;

  const api = await serveRuntimeApi((error) => (failure = error));
  const child = spawnRuntime(definition, endpoints, api.address);
  const exited = exitOf(child).then((how) => {
    api.close();
    return { ok: false, error: failure ?? { errorType: 'Runtime.ExitError', errorMessage: how } } as const;
  });
  const kill = async (error?: FunctionError) => {
    failure ??= error;
    child.kill('SIGKILL');
    await exited;
  };
  const read = (line: string) => {
    if (line === '') return;
    if (line.startsWith('END RequestId: ')) return onEnd?.();
    logs.push(line);
    onLog?.(line);
  };
  readLines(child.stdout, read);
  readLines(child.stderr, read);

  return {
    pid: child.pid,
    isAlive: () => child.exitCode === null && child.signalCode === null && !child.killed,
    kill: () => kill(),
    async invoke(event) {
      logs = [];
      const ended = new Promise<void>((resolve) => (onEnd = resolve));
      const limit = definition.timeoutSeconds * 1000;
      let timer = setTimeout(() => void kill(timedOut('Init', INIT_MILLISECONDS)), INIT_MILLISECONDS);
      const answered = api.invoke(
        {
          requestId: randomUUID(),
          event,
          timeoutMilliseconds: limit,
          functionArn: arn('lambda', `function:${definition.name}`),
        },
        () => {
          clearTimeout(timer);
          timer = setTimeout(() => void kill(timedOut('Task', limit)), limit);
        },
      );
      // The answer and the log come by different ways: an invocation is over when both are here.
      const complete = Promise.all([answered, ended]).then(([answer]) => answer);
      const answer = await Promise.race([complete, exited]);
      clearTimeout(timer);
      return { ...answer, logs };
    },
  };
}

function timedOut(what: string, milliseconds: number): FunctionError {
  const errorMessage = `${what} timed out after ${(milliseconds / 1000).toFixed(2)} seconds`;
  return { errorType: 'Sandbox.Timedout', errorMessage };
}

function spawnRuntime(definition: FunctionDefinition, endpoints: Endpoints, runtimeApi: string) {
  const { name, handler, codeDirectory, environment, memoryMegabytes } = definition;
  return spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      `--max-old-space-size=${Math.floor(memoryMegabytes * 0.9)}`,
      join(import.meta.dirname, 'bootstrap.ts'),
    ],
    {
      cwd: codeDirectory,
      stdio: ['ignore', 'pipe', 'pipe'],
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
        AWS_LAMBDA_RUNTIME_API: runtimeApi,
        LAMBDA_TASK_ROOT: codeDirectory,
        _HANDLER: handler,
        ...environment,
      },
    },
  );
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
