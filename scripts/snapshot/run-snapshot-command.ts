import { callingDirectory } from '../command/calling-directory.ts';
import { createUpdater } from '../command/progress.ts';
import { runCommand } from '../command/run-command.ts';
import { workOn } from '../system/work-on.ts';
import { type CommandName, type Options, parseOptions } from './options.ts';
import { describeReport, hasDifferences, reportToJson } from './report.ts';
import { runSnapshot } from './run-snapshot.ts';

/** Runs `backfill` or `reconcile`, which differ in what they are asked for and not in what they do. */
export async function runSnapshotCommand(command: CommandName, usage: string): Promise<void> {
  await runCommand({
    usage,
    parse: (args) => parseOptions(command, args, callingDirectory(), process.env),
    run: (options, signal) => run(command, options, signal),
    interrupted: 'Interrupted. Run the same command again: what is written is not written twice.',
  });
}

function run(
  command: CommandName,
  { target, format, ...options }: Options,
  signal: AbortSignal,
): Promise<number> {
  return workOn(target, async (system, progress) => {
    progress.step(command);
    const report = await runSnapshot(command, system, options, {
      env: process.env,
      stdin: process.stdin,
      now: () => new Date(),
      update: createUpdater(progress, process.stderr),
      note: (line) => progress.note(line),
      signal,
    });
    progress.end();
    process.stdout.write(format === 'json' ? reportToJson(report) : describeReport(report));
    return hasDifferences(report) || report.summary.problemCount > 0 ? 1 : 0;
  });
}
