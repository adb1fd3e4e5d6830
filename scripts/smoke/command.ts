import { styleText } from 'node:util';
import { CommandError, describeError } from '../command/command-error.ts';
import { startProgress } from '../command/progress.ts';
import { runCommand } from '../command/run-command.ts';
import { connect } from '../system/connect.ts';
import { type Options, parseOptions, usage } from './options.ts';
import { runSmoke, type SmokeResult } from './run-smoke.ts';

const conclusions = {
  applied: 'Passed: the event became its row.',
  refused: `Passed in part: the allow-list refused the event, so queue, function, guard and dead-letter queue work.
That rows are written was not tested. For that, run it with --root-account UUID, one of the stack's rootAccounts.`,
} as const satisfies Record<SmokeResult['outcome'], string>;

await runCommand({
  usage,
  parse: parseOptions,
  run,
  describe: (error) =>
    `${error instanceof CommandError ? `${styleText('red', 'Failed.')} ` : ''}${describeError(error)}`,
});

async function run({ target, rootAccount, waitSeconds }: Options, signal: AbortSignal): Promise<number> {
  const progress = startProgress(process.stderr);
  const system = await connect(target);
  try {
    process.stdout.write(`${styleText('bold', `Smoke test of ${system.name}`)}\n`);
    const { outcome, doubt } = await runSmoke(system, {
      rootAccount,
      waitSeconds,
      signal,
      onStep: ({ name, seconds, detail }) => {
        progress.end();
        process.stdout.write(`  ${name.padEnd(8)}${seconds.toFixed(2).padStart(6)} s  ${detail}\n`);
      },
      onWaiting: (waited) => progress.update(`waiting for the row: ${waited.toFixed(0)} of ${waitSeconds} s`),
    });
    process.stdout.write(`${styleText('green', conclusions[outcome])}\n`);
    if (doubt !== undefined) process.stdout.write(`${styleText('yellow', doubt)}\n`);
    return 0;
  } finally {
    progress.end();
    system.close();
  }
}
