import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PAGE_WIDTH } from '../../../scripts/command/text.ts';
import { gradeChange } from '../../support/messages.ts';

const entry = fileURLToPath(new URL('../../../scripts/grade-state.ts', import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'local-command-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs the local run as people do, in a folder of their own. */
async function run(args: readonly string[], input = '') {
  const node = ['--disable-warning=ExperimentalWarning', entry, 'local', ...args];
  const child = spawn(process.execPath, node, { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.on('error', () => {
    // A command line that is refused is never read for.
  });
  child.stdin.end(input);
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { stdout, stderr, status };
}

describe('npx grade-state local', () => {
  test('says of the fixtures that all is as they expect, on a page of 100 columns', async () => {
    const { stdout, status } = await run([]);

    expect(status).toBe(0);
    expect(stdout).toContain('As the fixtures expect');
    expect(stdout).toMatch(/^ {4}before {2}"4" 4 of 1 \(reported\)\n {4}now {5}"5" 5 of 1 \(graded\)$/m);
    expect(stdout).toContain('  npx grade-state local --rows');
    expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(PAGE_WIDTH);
  });

  test('reads events from stdin and from files, and says what is odd about them', async () => {
    await writeFile(join(folder, 'empty.json'), '');
    await writeFile(join(folder, 'mark.ndjson'), `\uFEFF${JSON.stringify(gradeChange())}\n[1,2]\n`);
    const misnamed = JSON.stringify(gradeChange({}, { event_name: 'grade_changed' }));

    const { stdout, stderr, status } = await run(
      ['--events', '-', '--events', '.', '--copies', '2', '--shuffle', '1'],
      `${misnamed}\n`,
    );

    expect(status).toBe(0);
    expect(stdout).toContain('6 messages sent');
    expect(stdout).toMatch(/applied +1 .*\n +unchanged +1 .*\n +ignored +2 .*\n +rejected +2 /);
    expect(stdout).toContain('Did you mean grade_change?');
    expect(stdout).toContain('      mark.ndjson:2\n');
    expect(stdout).not.toContain('fixtures expect');
    expect(stderr).toContain(`${join(folder, 'empty.json')} holds no event.`);
    expect(stderr).toContain('mark.ndjson begins with a byte order mark, which is left out');
    expect(stderr).toContain('mark.ndjson:2 is a list, and goes as one message.');
  });

  test('refuses an empty path before it does anything', async () => {
    expect(await run(['--events', ''])).toEqual({
      stdout: '',
      stderr: '--events: expected a file or a folder, or - for stdin.\n',
      status: 2,
    });
  });
});
