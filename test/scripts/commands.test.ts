import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import project from '../../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '..', '..');
/** It writes a document, and takes no options. */
const withoutOptions = 'scripts/athena/command.ts';
const commands = readdirSync(join(root, 'scripts'))
  .map((room) => `scripts/${room}/command.ts`)
  .concat('faults/command.ts')
  .filter((path) => Object.values(project.scripts).some((script) => script.endsWith(path)))
  .filter((path) => path !== withoutOptions);

test.each(commands)('%s tells how it is used and which release it is', async (path) => {
  const run = async (option: string) => {
    const options = ['--disable-warning=ExperimentalWarning', path, option];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, options, { cwd: root });
    return { stdout, stderr };
  };
  expect(await run('--version')).toEqual({ stdout: `${project.version}\n`, stderr: '' });
  expect(await run('--help')).toEqual({ stdout: expect.stringContaining('Usage: npm run '), stderr: '' });
});
