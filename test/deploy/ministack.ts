import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { freePort } from '../support/free-port.ts';
import { type Environment, endGroup } from './run.ts';
import { toolPath } from './tools.ts';

/** An AWS on this machine that enforces IAM and speaks TLS, in a process of its own. */
export type MiniStack = {
  readonly endpoint: string;
  /** Path of the certificate to trust; in Node by NODE_EXTRA_CA_CERTS, elsewhere by AWS_CA_BUNDLE. */
  readonly certificate: string;
  /** What it has logged, the function's output included. */
  readonly log: () => Promise<string>;
  readonly stop: () => Promise<void>;
};

/** Invented: the root of the one account that MiniStack has. */
export const rootCredentials = { AWS_ACCESS_KEY_ID: 'root', AWS_SECRET_ACCESS_KEY: 'root-secret' };
export const accountId = '000000000000';

/**
 * Starts MiniStack, empty, on a free port of 127.0.0.1.
 *
 * TLS, since the queues refuse anything else, and IAM, which it enforces only when asked. As root of the
 * machine it listens on port 443 of 127.0.0.1 as well, where that is free; nothing here uses it.
 *
 * @param directory whatever it writes goes there; the caller removes it
 */
export async function startMiniStack(directory: string): Promise<MiniStack> {
  const port = await freePort();
  const certificate = join(directory, 'ministack-tls', 'server.crt');
  const logFile = join(directory, 'ministack.log');
  const output = await open(logFile, 'w');
  const environment: Environment = {
    PATH: toolPath,
    HOME: directory,
    TMPDIR: directory,
    BIND_HOST: '127.0.0.1',
    MINISTACK_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    AUTH: 'true',
    USE_SSL: '1',
    // The function runs as a child of it: this is how it trusts its endpoint.
    NODE_EXTRA_CA_CERTS: certificate,
    ...rootCredentials,
  };
  const child = spawn('ministack', [], {
    cwd: directory,
    env: environment,
    // A group of its own, so that the functions it runs end with it, and a Ctrl-C reaches it through `stop` alone.
    detached: true,
    stdio: ['ignore', output.fd, output.fd],
  });
  const ended = once(child, 'close');
  const log = () => readFile(logFile, 'utf8');
  const stop = async () => {
    if (child.pid !== undefined) endGroup(child.pid);
    await ended;
    await output.close();
  };
  try {
    for (let tries = 0; !(existsSync(certificate) && (await answers(port))); tries += 1) {
      if (child.exitCode !== null || tries === 300) {
        throw new Error(`MiniStack did not start:\n${(await log()).trim()}`);
      }
      await setTimeout(200);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { endpoint: `https://127.0.0.1:${port}`, certificate, log, stop };
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
