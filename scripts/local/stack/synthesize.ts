import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';

export const projectRoot = join(import.meta.dirname, '..', '..', '..');

export type Synthesis = {
  /** The cloud assembly: what `cdk synth` leaves in cdk.out. */
  readonly directory: string;
  readonly remove: () => Promise<void>;
};

/**
 * Runs `cdk synth` into a temporary folder that the caller removes.
 *
 * It needs neither network nor credentials, and does not touch cdk.out, so it may run beside
 * another synth. The guards of the stack may refuse it; AWS's own schemas, which take half of the time of a
 * synth, are left to `cdk synth` and `cdk deploy`. Context entries are `key=value`. A failure carries what the
 * CLI printed.
 */
export async function synthesize(context: readonly string[] = [], signal?: AbortSignal): Promise<Synthesis> {
  signal?.throwIfAborted();
  const directory = await mkdtemp(join(tmpdir(), 'canvas-grade-state-'));
  const remove = () => rm(directory, { recursive: true, force: true });
  try {
    const options = ['--quiet', '--no-notices', '--no-validation', '--output', directory];
    await runCdk(['synth', ...options, ...context.flatMap((entry) => ['-c', entry])], signal);
  } catch (error) {
    await remove();
    throw error;
  }
  return { directory, remove };
}

async function runCdk(parameters: string[], signal: AbortSignal | undefined): Promise<void> {
  const cdk = join(projectRoot, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  const child = spawn(process.execPath, [cdk, ...parameters], {
    cwd: projectRoot,
    // The app is started as plain `node`: it must be this one, which reads TypeScript.
    env: { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}` },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, to be ended with the app in it, which would keep writing.
    detached: true,
  });
  const printed = Promise.all([text(child.stdout), text(child.stderr)]);
  const end = () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  };
  signal?.addEventListener('abort', end, { once: true });
  const [code] = (await once(child, 'close')) as [number | null];
  signal?.throwIfAborted();
  if (code !== 0) throw new Error(`cdk synth failed:\n${(await printed).join('').trim()}`);
}
