import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  findDynoxide,
  findHiddenAddress,
  startDynoxide,
} from '../../../../scripts/local/engines/dynoxide.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dynoxide-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function place(mode: number, ...path: string[]): Promise<string> {
  const file = join(folder, ...path, 'dynoxide');
  await mkdir(join(folder, ...path), { recursive: true });
  await writeFile(file, '#!/bin/sh\necho no engine >&2\n');
  await chmod(file, mode);
  return file;
}

describe('the binary', () => {
  test('is that of the package for this machine, else the first on the PATH that can be run', async () => {
    const packages = join(folder, 'packages');
    await place(0o644, 'first');
    await mkdir(join(folder, 'folder', 'dynoxide'), { recursive: true });
    const second = await place(0o755, 'second');
    await place(0o755, 'third');
    const path = ['first', 'folder', 'none', 'second', 'third']
      .map((name) => join(folder, name))
      .join(delimiter);
    expect(findDynoxide(path, packages)).toBe(second);

    const packaged = await place(0o755, 'packages', '@dynoxide', `${process.platform}-${process.arch}`);
    expect(findDynoxide(path, packages)).toBe(packaged);
  });

  test('may be nowhere', () => {
    expect(findDynoxide('', folder)).toBeUndefined();
  });

  test('that does not start is named, with what it says', async () => {
    const broken = await place(0o755, 'broken');

    await expect(startDynoxide(broken, { host: '127.0.0.1', port: 1 })).rejects.toThrow(
      `${broken} did not start: no engine`,
    );
  });
});

const binary = findDynoxide();
const hidden = await findHiddenAddress();

/* Where there is no dynoxide, dynalite is used, and there is nothing to test here. */
(binary === undefined || hidden === undefined ? describe.skip : describe)('the engine', () => {
  test('listens at an address that is another each time, and not at 127.0.0.1', async () => {
    const hosts = await Promise.all(
      Array.from({ length: 20 }, async () => (await findHiddenAddress())?.host),
    );

    expect(new Set(hosts).size).toBe(hosts.length);
    expect(hosts).not.toContain('127.0.0.1');
  });

  test('does not start at a port that another has taken meanwhile', async () => {
    const server = createServer().listen(0, '0.0.0.0');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;

    expect(await startDynoxide(binary ?? '', { host: hidden?.host ?? '', port })).toBeUndefined();
    server.close();
  });

  test.each<[string, NodeJS.Signals | 'exit' | 'exception']>([
    ['ends', 'exit'],
    ['fails', 'exception'],
    ['is interrupted', 'SIGINT'],
    ['is killed', 'SIGKILL'],
  ])('ends when the process that started it %s', async (_, end) => {
    const address = await findHiddenAddress();
    const starter = startIn(address, end);
    const [line] = (await once(starter.stdout, 'data')) as [Buffer];
    expect(line.toString()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\n$/);
    expect(await listens(address)).toBe(true);

    if (end.startsWith('SIG')) starter.kill(end as NodeJS.Signals);
    else starter.stdin.write('now');
    await once(starter, 'exit');

    while (await listens(address)) await delay(10);
  });
});

/** Starts the engine in a process of its own, which then waits to be told how to end. */
function startIn(address: unknown, end: string) {
  const module = new URL('../../../../scripts/local/engines/dynoxide.ts', import.meta.url).href;
  const code = `
    const { startDynoxide } = await import(${JSON.stringify(module)});
    const { endpoint } = await startDynoxide(${JSON.stringify(binary)}, ${JSON.stringify(address)});
    console.log(endpoint);
    process.stdin.once('data', () => {
      if (${end === 'exception'}) throw new Error('on purpose');
      process.exit();
    });`;
  const node = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', code];
  return spawn(process.execPath, node, { stdio: ['pipe', 'pipe', 'ignore'] });
}

async function listens(address: Awaited<ReturnType<typeof findHiddenAddress>>): Promise<boolean> {
  const socket = connect(address?.port ?? 0, address?.host);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
