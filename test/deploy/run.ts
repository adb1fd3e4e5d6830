import { spawn } from 'node:child_process';
import { join } from 'node:path';

export const projectRoot = join(import.meta.dirname, '..', '..');

export type Environment = { readonly [variable: string]: string };

export type RunOptions = {
  /** All of it: nothing of the environment of the person who runs the lane, whose AWS account must stay out of this. */
  readonly environment: Environment;
  readonly directory?: string;
  readonly timeoutSeconds?: number;
};

/** What a command came to. */
export type Result = { readonly status: number | null; readonly stdout: string; readonly stderr: string };

/** A command that ended otherwise than it should. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  /** How it ended, and the last that it printed. */
  readonly ending: string;

  constructor(command: string, ending: string) {
    super(`${command}\n${ending}`);
    this.ending = ending;
  }
}

/** The process groups that are alive, so that none outlives the lane. */
const groups = new Set<number>();

/** Ends every command that is under way, with whatever it has started. */
export function endAll(): void {
  for (const pid of groups) endGroup(pid);
}

export function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

/** Runs a command to its end, whatever its status. */
export async function attempt(
  [command = '', ...args]: readonly string[],
  { environment, directory = projectRoot, timeoutSeconds = 180 }: RunOptions,
): Promise<Result> {
  // A group of its own: npm and the CDK start others, which would stay.
  const child = spawn(command, args, {
    cwd: directory,
    env: environment,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { pid } = child;
  if (pid !== undefined) groups.add(pid);
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const timer = setTimeout(() => {
    stderr += `\nNot finished after ${timeoutSeconds} s.`;
    if (pid !== undefined) endGroup(pid);
  }, timeoutSeconds * 1000);
  try {
    const status = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    return { status, stdout, stderr };
  } finally {
    clearTimeout(timer);
    if (pid !== undefined) groups.delete(pid);
  }
}

/**
 * Runs a command that must succeed, and gives what it wrote to stdout.
 *
 * @throws CommandFailure with all that it printed
 */
export async function run(command: readonly string[], options: RunOptions): Promise<string> {
  const result = await attempt(command, options);
  if (result.status !== 0) throw failure(command, result);
  return result.stdout;
}

/** Runs a command that must be refused with these words. */
export async function refused(
  command: readonly string[],
  words: RegExp,
  options: RunOptions,
): Promise<string> {
  const result = await attempt(command, options);
  const printed = `${result.stdout}${result.stderr}`;
  const sentence = words.exec(printed)?.[0];
  if (result.status === 0 || sentence === undefined) throw failure(command, result, `refused with ${words}`);
  return sentence;
}

/** A line of shell is its last argument. */
function failure(
  command: readonly string[],
  { status, stdout, stderr }: Result,
  expected = 'to succeed',
): CommandFailure {
  const printed = `${stdout}${stderr}`.trim().split('\n').slice(-40).join('\n');
  return new CommandFailure(
    command.at(-1) ?? '',
    `expected ${expected}, ended with status ${status}:\n${printed}`,
  );
}
