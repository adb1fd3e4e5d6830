import { type Options, parseOptions, usage } from './forget/options.ts';
import { ForgetFailure, runForget } from './forget/run-forget.ts';
import { UsageError } from './local/options.ts';
import { startProgress } from './local/progress.ts';
import { ask } from './system/ask.ts';
import { adviceOn, ConnectionError, connect } from './system/connect.ts';

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
    if (interruption.signal.aborted && !(error instanceof ForgetFailure)) return 130;
    process.stderr.write(`${describeError(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
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
    const isOfAws = error instanceof Error && ('$metadata' in error || /Credentials|Region/.test(error.name));
    throw isOfAws ? new ConnectionError(adviceOn(error, system.name), { cause: error }) : error;
  } finally {
    progress.end();
    system.close();
  }
}

function describeError(error: unknown): string {
  if (interruption.signal.aborted && !(error instanceof ForgetFailure))
    return 'Interrupted: nothing deleted.';
  if (!(error instanceof Error)) return String(error);
  const isForPeople = [UsageError, ConnectionError, ForgetFailure].some((type) => error instanceof type);
  return isForPeople ? error.message : (error.stack ?? error.message);
}
