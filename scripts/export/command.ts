import { callingDirectory } from '../command/calling-directory.ts';
import { runCommand } from '../command/run-command.ts';
import type { Manifest } from '../flat-files/manifest.ts';
import { runExport } from '../flat-files/run-export.ts';
import { ConnectionError, toConnectionError } from '../system/connect.ts';
import { workOn } from '../system/work-on.ts';
import { type Options, parseOptions, usage } from './options.ts';

// Whatever this makes holds student data, DuckDB's files included: nobody else may read it.
process.umask(0o077);

await runCommand({
  usage,
  parse: (args) => parseOptions(args, callingDirectory()),
  async run(options, interruption) {
    process.stdout.write(describe(options.folder, await run(options, interruption)));
    return 0;
  },
  interrupted: 'Interrupted. Run the same command again: it resumes from there.',
});

function run({ target, ...options }: Options, signal: AbortSignal): Promise<Manifest> {
  return workOn(target, async (system, progress) => {
    progress.step('export');
    return runExport(system, options, { ...progress, signal }).catch((error: unknown) => {
      const forPeople = toConnectionError(error, system.name);
      if (!(forPeople instanceof ConnectionError)) throw error;
      const advice = `${forPeople.message}\nThen run the same command again: it resumes where it stopped.`;
      throw new ConnectionError(advice, { cause: error });
    });
  });
}

function describe(folder: string, { system, readUnits = 0, files = [] }: Manifest): string {
  const width = Math.max(...files.map(({ name }) => name.length));
  const lines = files.map(
    ({ name, rows, bytes }) =>
      `  ${name.padEnd(width)}  ${String(rows).padStart(10)} rows  ${String(bytes).padStart(12)} bytes\n`,
  );
  return `${system} in ${folder}, for ${Math.ceil(readUnits)} read units:\n${lines.join('')}These files hold student data. Only you can read them: keep it so, and delete them when they have served.\n`;
}
