import { styleText } from 'node:util';
import { CommandError, describeError, exitStatusOf } from './command/command-error.ts';
import { startProgress } from './local/progress.ts';
import { type Options, parseOptions, usage } from './smoke/options.ts';
import { runSmoke, type SmokeResult } from './smoke/run-smoke.ts';
import { connect } from './system/connect.ts';

const conclusions = {
  applied: 'Passed: the event became its row.',
  refused: `Passed in part: the allow-list refused the event, so queue, function, guard and dead-letter queue work.
That rows are written was not tested. For that, run it with --root-account UUID, one of the stack's rootAccounts.`,
} as const satisfies Record<SmokeResult, string>;

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interruption.abort());
process.stdout.on('error', () => {});

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const options = parseOptions(process.argv.slice(2));
    if (options === undefined) {
      process.stdout.write(usage);
      return 0;
    }
    await run(options);
    return 0;
  } catch (error) {
    if (interruption.signal.aborted) return 130;
    const failed = error instanceof CommandError ? `${styleText('red', 'Failed.')} ` : '';
    process.stderr.write(`${failed}${describeError(error)}\n`);
    return exitStatusOf(error);
  }
}

async function run({ target, rootAccount, waitSeconds }: Options): Promise<void> {
  const progress = startProgress(process.stderr);
  const system = await connect(target);
  try {
    process.stdout.write(`${styleText('bold', `Smoke test of ${system.name}`)}\n`);
    const result = await runSmoke(system, {
      rootAccount,
      waitSeconds,
      signal: interruption.signal,
      onStep: ({ name, seconds, detail }) => {
        progress.end();
        process.stdout.write(`  ${name.padEnd(8)}${seconds.toFixed(2).padStart(6)} s  ${detail}\n`);
      },
      onWaiting: (waited) => progress.update(`waiting for the row: ${waited.toFixed(0)} of ${waitSeconds} s`),
    });
    process.stdout.write(`${styleText('green', conclusions[result])}\n`);
  } finally {
    progress.end();
    system.close();
  }
}
