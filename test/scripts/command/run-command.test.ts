import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import project from '../../../package.json' with { type: 'json' };

const module = new URL('../../../scripts/command/run-command.ts', import.meta.url).href;
const errors = new URL('../../../scripts/command/command-error.ts', import.meta.url).href;

type Kill = (signal?: NodeJS.Signals) => void;

/** Runs a command in a process of its own, as npm does; `parts` is the text of what makes it up. */
async function run(
  parts: string,
  { args = [] as string[], onOutput = (_: Kill): unknown => undefined } = {},
) {
  const script = `
    import { runCommand } from ${JSON.stringify(module)};
    import { CommandError, UsageError } from ${JSON.stringify(errors)};
    await runCommand({ usage: 'usage', parse: () => ({}), run: async () => 0, ${parts} });
  `;
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script, '--', ...args],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  child.stdout.once('data', () => onOutput((signal = 'SIGTERM') => child.kill(signal)));
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { stdout, stderr, status };
}

describe('a command', () => {
  test('ends with the status that it gives', async () => {
    expect(await run(`run: async () => 1`)).toEqual({ stdout: '', stderr: '', status: 1 });
  });

  test('prints its usage when help was asked for', async () => {
    const help = await run(`parse: () => undefined, run: async () => { throw new Error('not run'); }`);
    expect(help).toEqual({ stdout: 'usage', stderr: '', status: 0 });
  });

  test('prints the version that was released, whatever else it is asked for', async () => {
    const asked = await run(`run: async () => { throw new Error('not run'); }`, {
      args: ['list', '--version'],
    });
    expect(asked).toEqual({ stdout: `${project.version}\n`, stderr: '', status: 0 });
  });

  test.each([
    ['a mistake on the command line', `new UsageError('no such option')`, 2],
    ['anything else', `new CommandError('no such stack')`, 1],
  ])('says what went wrong, and ends with a status of its own for %s', async (_, error, status) => {
    const failed = await run(`run: async () => { throw ${error}; }`);
    expect(failed).toMatchObject({ stdout: '', stderr: expect.stringMatching(/^no such \w+\n$/), status });
  });

  const waiting = `
    run: async (_, signal) => {
      const timer = setInterval(() => {}, 1000);
      process.stdout.write('started');
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      clearInterval(timer);
      throw new CommandError('failed while it ended');
    },`;
  const interrupt = { onOutput: (kill: Kill) => kill() };

  test('that is interrupted ends in order, with status 130', async () => {
    expect(await run(waiting, interrupt)).toEqual({ stdout: 'started', stderr: '', status: 130 });
    const said = await run(`${waiting} interrupted: 'Run it again.'`, interrupt);
    expect(said).toMatchObject({ stderr: 'Run it again.\n', status: 130 });
  });

  test('that is interrupted by npm as well, in the same moment, still ends in order', async () => {
    const twice = { onOutput: (kill: Kill) => [kill('SIGINT'), kill('SIGTERM')] };
    const slow = waiting.replace('clearInterval', 'await new Promise((end) => setTimeout(end, 200)); $&');
    expect(await run(`${slow} interrupted: 'Run it again.'`, twice)).toMatchObject({
      stderr: 'Run it again.\n',
      status: 130,
    });
  });

  test('that does not end is ended by another interruption', async () => {
    let repeating: NodeJS.Timeout | undefined;
    const again = {
      onOutput(kill: Kill) {
        repeating = setInterval(kill, 100);
      },
    };
    const ended = await run(
      `run: async () => { process.stdout.write('started'); setInterval(() => {}, 1000); await new Promise(() => {}); }`,
      again,
    );
    clearInterval(repeating);
    expect(ended).toEqual({ stdout: 'started', stderr: '', status: 130 });
  });

  test('that failed while it was interrupted says so where that matters', async () => {
    const failed = await run(`${waiting} isFailure: () => true`, interrupt);
    expect(failed).toMatchObject({ stderr: 'failed while it ended\n', status: 1 });
  });
});
