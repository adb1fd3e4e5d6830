import { callingDirectory } from './command/calling-directory.ts';
import { describeError, exitStatusOf } from './command/command-error.ts';
import type { Manifest } from './export/manifest.ts';
import { type Options, parseOptions, usage } from './export/options.ts';
import { runExport } from './export/run-export.ts';
import { startProgress } from './local/progress.ts';
import { ConnectionError, connect, toConnectionError } from './system/connect.ts';

// Whatever this makes holds student data, DuckDB's files included: nobody else may read it.
process.umask(0o077);

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interruption.abort());
process.stdout.on('error', () => {});

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const options = parseOptions(process.argv.slice(2), callingDirectory('export'));
    if (options === undefined) {
      process.stdout.write(usage);
      return 0;
    }
    process.stdout.write(describe(options.folder, await run(options)));
    return 0;
  } catch (error) {
    const isInterrupted = interruption.signal.aborted;
    const text = isInterrupted
      ? 'Interrupted. Run the same command again: it goes on from there.'
      : describeError(error);
    process.stderr.write(`${text}\n`);
    return isInterrupted ? 130 : exitStatusOf(error);
  }
}

async function run({ target, ...options }: Options): Promise<Manifest> {
  const progress = startProgress(process.stderr);
  const system = await connect(target);
  try {
    progress.step('export');
    return await runExport(system, options, {
      note: (line) => progress.note(line),
      update: (detail) => progress.update(detail),
      now: () => new Date(),
      signal: interruption.signal,
    });
  } catch (error) {
    const forPeople = toConnectionError(error, system.name);
    if (!(forPeople instanceof ConnectionError)) throw error;
    const advice = `${forPeople.message}\nThen run the same command again: it goes on where it stopped.`;
    throw new ConnectionError(advice, { cause: error });
  } finally {
    progress.end();
    system.close();
  }
}

function describe(folder: string, { system, readUnits = 0, files = [] }: Manifest): string {
  const width = Math.max(...files.map(({ name }) => name.length));
  const lines = files.map(
    ({ name, rows, bytes }) =>
      `  ${name.padEnd(width)}  ${String(rows).padStart(10)} rows  ${String(bytes).padStart(12)} bytes\n`,
  );
  return `${system} in ${folder}, for ${Math.ceil(readUnits)} read units:\n${lines.join('')}These files hold student data. Only you can read them: keep it so, and delete them when they have served.\n`;
}
