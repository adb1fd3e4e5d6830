import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { projectRoot } from '../../../scripts/local/stack/synthesize.ts';
import { chooseRunning } from '../../../scripts/system/connect.ts';
import {
  announce,
  type RunningSystem,
  readRunningSystems,
  withdraw,
} from '../../../scripts/system/running-system.ts';

/* Two systems of one person: their processes are this one and the one that started it. */
const [first, second] = [process.pid, process.ppid].map((pid) => systemOf(pid)) as [
  RunningSystem,
  RunningSystem,
];

let temporary: string;
let folder: string;

beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'running-system-'));
  folder = join(temporary, 'announcements');
});
afterEach(() => rm(temporary, { recursive: true }));

function systemOf(pid: number): RunningSystem {
  const endpoints = { sqs: `http://127.0.0.1:${pid}`, dynamodb: 'http://127.0.0.1:1' };
  return { pid, stack: 'canvas-grade-state-prod', endpoints, page: '', outputs: {} };
}

/** The process id of a process that has ended. */
async function deadPid(): Promise<number> {
  const child = spawn('true');
  await once(child, 'exit');
  return child.pid ?? 0;
}

const pidsIn = async () => new Set((await readRunningSystems(folder)).map(({ pid }) => pid));

describe('an announcement', () => {
  test('is found by other commands until it is withdrawn, and takes none from another system', async () => {
    expect(await pidsIn()).toEqual(new Set());

    await announce(first, folder);
    await announce(second, folder);
    expect(await pidsIn()).toEqual(new Set([first.pid, second.pid]));

    await withdraw(second.pid, folder);
    expect(await readRunningSystems(folder)).toEqual([first]);
  });

  test('of a system that died is removed', async () => {
    await announce(systemOf(await deadPid()), folder);

    expect(await pidsIn()).toEqual(new Set());
    expect(await readdir(folder)).toEqual([]);
  });

  test('can be read by nobody else', async () => {
    await announce(first, folder);

    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, `${first.pid}.json`))).mode & 0o077).toBe(0);
  });

  test.each<[string, () => Promise<unknown>]>([
    ['others may write to', () => mkdir(folder).then(() => chmod(folder, 0o777))],
    ['others may read', () => mkdir(folder).then(() => chmod(folder, 0o755))],
    ['is a link to a folder', () => mkdir(join(temporary, 'x'), 0o700).then(() => symlink('x', folder))],
    ['is a file', () => writeFile(folder, '', { mode: 0o600 })],
  ])('is neither made nor read in a folder that %s', async (_, prepare) => {
    await prepare();

    const message = `${folder}, where local systems are announced, is not a folder of yours alone.`;
    await expect(announce(first, folder)).rejects.toThrow(message);
    await expect(readRunningSystems(folder)).rejects.toThrow(message);
  });

  // Only root can give a folder away.
  (process.getuid?.() === 0 ? test : test.skip)(
    'is neither made nor read in a folder of another',
    async () => {
      await mkdir(folder, 0o700);
      await chown(folder, 65534, 65534);

      await expect(announce(first, folder)).rejects.toThrow('is not a folder of yours alone');
      await expect(readRunningSystems(folder)).rejects.toThrow('is not a folder of yours alone');
    },
  );
});

describe('a command with --local', () => {
  test('works on the only system that is up, or on the one with the process id it is given', () => {
    expect(chooseRunning([first], '')).toBe(first);
    expect(chooseRunning([first, second], String(second.pid))).toBe(second);
  });

  test.each([
    ['', 'No local system is up. Start one with: npm run local -- --keep'],
    ['1', 'No local system is up with GRADE_STATE_RUN=1. Start one with: npm run local -- --keep'],
  ])('says when there is none (%s)', (wanted, message) => {
    expect(() => chooseRunning([], wanted)).toThrow(message);
  });

  test('does not guess which of several is meant', async () => {
    const { TMPDIR: _, ...environment } = process.env;
    const ours = join(temporary, `canvas-grade-state-${process.getuid?.()}`);
    await announce(first, ours);
    await announce(second, ours);

    const child = spawn(process.execPath, ['scripts/dead-letters/command.ts', 'list', '--local'], {
      cwd: projectRoot,
      env: { ...environment, TMPDIR: temporary },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const [said, [status]] = await Promise.all([text(child.stderr), once(child, 'exit')]);

    expect(status).toBe(1);
    expect(said).toContain('Several local systems are up. Set the one you mean:\n');
    for (const { pid } of [first, second]) {
      expect(said).toContain(
        `  GRADE_STATE_RUN=${pid}  canvas-grade-state-prod, SQS http://127.0.0.1:${pid}\n`,
      );
    }
  });
});
