import { styleText } from 'node:util';
import { runCommand } from './command/run-command.ts';
import { type Options, parseOptions, usage } from './faults/options.ts';
import { describeFaults } from './faults/print.ts';
import { context, runFaults } from './faults/run-faults.ts';
import { readCloudAssembly } from './local/cloud-assembly.ts';
import type { Paint } from './local/print.ts';
import { startProgress } from './local/progress.ts';
import { synthesize } from './local/synthesize.ts';

const paint: Paint = (style, text) => styleText(style, text, { stream: process.stdout });

await runCommand({ usage, parse: parseOptions, run });

/** When interrupted it ends in order: processes that a fault has stopped must still be ended. */
async function run(options: Options, signal: AbortSignal): Promise<number> {
  const progress = startProgress(process.stderr);
  const stops: (() => Promise<void>)[] = [];
  try {
    progress.step('synthesize');
    const synthesis = await synthesize(context, signal);
    stops.push(synthesis.remove);
    const report = await runFaults(await readCloudAssembly(synthesis.directory), {
      ...options,
      onStep: (name) => progress.step(name),
      onProgress: (text) => progress.update(text),
      signal,
    });
    process.stdout.write(`${describeFaults(options, report, progress.end(), paint)}\n`);
    return report.wrong.length + report.rare.length === 0 ? 0 : 1;
  } finally {
    progress.end();
    for (const stop of stops) await stop();
  }
}
