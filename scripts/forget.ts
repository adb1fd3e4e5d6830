import { describeError, exitStatusOf } from './command/command-error.ts';
import { type Options, parseOptions, usage } from './forget/options.ts';
import { ForgetFailure, runForget } from './forget/run-forget.ts';
import { startProgress } from './local/progress.ts';
import { ask } from './system/ask.ts';
import { connect, toConnectionError } from './system/connect.ts';

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interruption.abort());
process.stdout.on('error', () => {});

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const options = parseOptions(process.argv.slice(2), process.stdin.isTTY);
    if (options === undefined) {
      process.stdout.write(usage);
      return 0;
    }
    return (await run(options)) ? 0 : 1;
  } catch (error) {
    const isInterrupted = interruption.signal.aborted && !(error instanceof ForgetFailure);
    process.stderr.write(`${isInterrupted ? 'Interrupted: nothing deleted.' : describeError(error)}\n`);
    if (isInterrupted) return 130;
    return exitStatusOf(error);
  }
}

async function run({ target, ...options }: Options): Promise<boolean> {
  const progress = startProgress(process.stderr);
  const system = await connect(target);
  try {
    return await runForget(system, options, {
      print(text) {
        progress.end();
        process.stdout.write(`${text}\n`);
      },
      update: (detail) => progress.update(detail),
      async confirm(question) {
        progress.end();
        return (await ask(question, interruption.signal)).trim() === 'yes';
      },
      signal: interruption.signal,
    });
  } catch (error) {
    throw toConnectionError(error, system.name);
  } finally {
    progress.end();
    system.close();
  }
}
