import { spawnSync } from 'node:child_process';
import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

type Manifest = { readonly bin: { readonly [name: string]: string }; readonly scripts: object };

const root = fileURLToPath(new URL('../..', import.meta.url));
const { bin, scripts } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as Manifest;
const entry = `${root}/${bin['grade-state']}`;

const commands = readdirSync(`${root}/scripts`, { withFileTypes: true })
  .filter((folder) => folder.isDirectory())
  .filter((folder) => readdirSync(`${root}/scripts/${folder.name}`).includes('command.ts'))
  .map(({ name }) => name)
  .toSorted();

function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', entry, ...args],
    { encoding: 'utf8' },
  );
  return { status, stdout, stderr };
}

describe('npx grade-state', () => {
  test('is a file that can be executed', () => {
    expect(() => accessSync(entry, constants.X_OK)).not.toThrow();
    expect(readFileSync(entry, 'utf8')).toMatch(/^#!\/usr\/bin\/env -S node /);
  });

  test('lists every command, each of which is a script of npm as well', () => {
    expect(commands).toContain('local');
    expect(run('--help')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(`\nCommands: ${commands.join(', ')}.\n`),
      stderr: '',
    });
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(commands));
  });

  test('gives a command what stands behind its name', () => {
    expect(run('grades', '--help')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^Usage: .*grades/),
    });
    expect(run('page', '--shrad', '1')).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining('Did you mean --shard?'),
    });
  });

  test('asks what was meant by the name of no command', () => {
    expect(run('grade')).toEqual({
      status: 2,
      stdout: '',
      stderr: `No command is called grade: ${commands.join(', ')}. Did you mean grades?\n`,
    });
    expect(run()).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('Usage:') });
  });
});
