import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { RunningSystem } from '../../../scripts/system/running-system.ts';

const node = ['--disable-warning=ExperimentalWarning'];
const fileOf = (path: string) => fileURLToPath(new URL(`../../../scripts/${path}`, import.meta.url));

/** A run of the command in a process of its own. */
export type Run = { readonly process: ChildProcess; readonly ended: Promise<Ended> };
export type Ended = {
  /** Null for one that was killed. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** Starts a command as npm does. What it finds announced is what is announced in `temporary`. */
export function startCommand(
  name: string,
  args: readonly string[],
  temporary: string,
  input = '',
  variables: { readonly [name: string]: string } = {},
): Run {
  const child = spawn(process.execPath, [...node, fileOf(`${name}/command.ts`), ...args], {
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      TMPDIR: temporary,
      ...variables,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // One that does not read its input may have ended before it is written.
  child.stdin.on('error', () => {}).end(input);
  const ended = Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]).then(
    ([[status], stdout, stderr]) => ({ status: status as number | null, stdout, stderr }),
  );
  return { process: child, ended };
}

export function startExport(args: readonly string[], temporary: string): Run {
  return startCommand('export', args, temporary);
}

/** Announces a system to commands whose temporary folder is `temporary`, and to nobody else. */
export async function announceIn(temporary: string, system: RunningSystem): Promise<void> {
  const script = `
    const { announce } = await import(${JSON.stringify(fileOf('system/running-system.ts'))});
    await announce(JSON.parse(process.argv[1]));`;
  const args = [...node, '--input-type=module', '--eval', script, JSON.stringify(system)];
  const child = spawn(process.execPath, args, {
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      TMPDIR: temporary,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [status] = await once(child, 'exit');
  if (status !== 0) throw new Error('could not announce the system');
}

/** A proxy before DynamoDB that counts requests of a kind, and says when each is answered. */
export async function startScanCounter(dynamodb: string, operation = 'Scan') {
  let scans = 0;
  let onAnswered: (count: number) => void = () => {};
  const server = createServer((incoming, outgoing) => {
    const isScan = String(incoming.headers['x-amz-target']).endsWith(`.${operation}`);
    const { method } = incoming;
    const headers = { ...incoming.headers, host: new URL(dynamodb).host };
    const forwarded = request(dynamodb, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
      answer.once('end', () => {
        if (!isScan) return;
        scans += 1;
        onAnswered(scans);
      });
    });
    forwarded.on('error', () => outgoing.destroy());
    outgoing.on('close', () => forwarded.destroy());
    incoming.pipe(forwarded);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    count: () => scans,
    /** Starts to count again. */
    restart(listener: (count: number) => void = () => {}) {
      scans = 0;
      onAnswered = listener;
    },
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
