import { type ChildProcess, fork } from 'node:child_process';

export type ChildOptions = {
  readonly env?: NodeJS.ProcessEnv;
  readonly execArgv?: readonly string[];
};

/**
 * Forks a script with one JSON argument.
 *
 * What it writes to stdout is thrown away, as a log is: contenders that log more pay for it. Nothing of
 * the environment but the path is passed on.
 */
export function forkScript(
  script: URL,
  argument: unknown,
  { env = {}, execArgv = [] }: ChildOptions = {},
): ChildProcess {
  return fork(script, [JSON.stringify(argument)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning', ...execArgv],
    env: { PATH: process.env['PATH'], ...env },
  });
}

/**
 * Runs a script in a fresh process, and gives what it answers by `answerParent`.
 *
 * @throws when it exits without an answer; what it wrote to stderr has been seen then
 */
export async function runChild<Answer>(
  script: URL,
  argument: unknown,
  options?: ChildOptions,
): Promise<Answer> {
  const child = forkScript(script, argument, options);
  return new Promise((resolve, reject) => {
    child.once('message', (answer) => resolve(answer as Answer));
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`${script.pathname} ended with ${code} and no answer`)));
  });
}

/** In the child: what it was asked. From then on it ends when its parent does. */
export function argumentOfChild(): unknown {
  process.once('disconnect', () => process.exit());
  return JSON.parse(process.argv[2] ?? 'null');
}

/** In the child: answers, and ends the process. */
export function answerParent(answer: unknown): void {
  process.send?.(answer, () => process.exit());
}
