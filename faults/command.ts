import { styleText } from 'node:util';
import { startProgress } from '../scripts/command/progress.ts';
import { runCommand } from '../scripts/command/run-command.ts';
import type { Paint } from '../scripts/command/text.ts';
import { readCloudAssembly } from '../scripts/local/stack/cloud-assembly.ts';
import { synthesize } from '../scripts/local/stack/synthesize.ts';
import { type Options, parseOptions, usage } from './options.ts';
import { describeFaults } from './print.ts';
import { context, runFaults } from './run-faults.ts';

const paint: Paint = (style, text) => styleText(style, text, { stream: process.stdout });

await runCommand({ usage, parse: parseOptions, run });

/** When interrupted it ends in order: processes that a fault has stopped must still be ended. */
async function run(options: Options, signal: AbortSignal): Promise<number> {
  const progress = startProgress(process.stderr);
  let remove = async () => {};
  try {
    progress.step('synthesize');
    const synthesis = await synthesize(context, signal);
    remove = synthesis.remove;
    const report = await runFaults(readCloudAssembly(synthesis.directory), {
      ...options,
      onStep: (name) => progress.step(name),
      onProgress: (text) => progress.update(text),
      signal,
    });
    process.stdout.write(`${describeFaults(options, report, progress.end(), paint)}\n`);
    return report.wrong.length + report.rare.length === 0 ? 0 : 1;
  } finally {
    progress.end();
    await remove();
  }
}
