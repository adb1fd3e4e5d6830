import { ExportError } from './export/export-error.ts';
import type { Manifest } from './export/manifest.ts';
import { type Options, parseOptions, usage } from './export/options.ts';
import { runExport } from './export/run-export.ts';
import { UsageError } from './local/options.ts';
import { startProgress } from './local/progress.ts';
import { adviceOn, ConnectionError, connect } from './system/connect.ts';

// Whatever this makes holds student data, DuckDB's files included: nobody else may read it.
process.umask(0o077);

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interruption.abort());
process.stdout.on('error', () => {});

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    // npm runs scripts in the package's folder; a path is meant from where npm was called.
    const calledIn = process.env['npm_lifecycle_event'] === 'export' ? process.env['INIT_CWD'] : undefined;
    const options = parseOptions(process.argv.slice(2), calledIn ?? process.cwd());
    if (options === undefined) {
      process.stdout.write(usage);
      return 0;
    }
    process.stdout.write(describe(options.folder, await run(options)));
    return 0;
  } catch (error) {
    process.stderr.write(`${describeError(error)}\n`);
    if (interruption.signal.aborted) return 130;
    return error instanceof UsageError ? 2 : 1;
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
    const isOfAws = error instanceof Error && ('$metadata' in error || /Credentials|Region/.test(error.name));
    if (!isOfAws) throw error;
    const advice = `${adviceOn(error, system.name)}\nThen run the same command again: it goes on where it stopped.`;
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

function describeError(error: unknown): string {
  if (interruption.signal.aborted) return 'Interrupted. Run the same command again: it goes on from there.';
  if (!(error instanceof Error)) return String(error);
  const isForPeople = [UsageError, ConnectionError, ExportError].some((type) => error instanceof type);
  return isForPeople ? error.message : (error.stack ?? error.message);
}
