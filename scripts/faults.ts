import { styleText } from 'node:util';
import { describeError, exitStatusOf } from './command/command-error.ts';
import { type Options, parseOptions, usage } from './faults/options.ts';
import { describeFaults } from './faults/print.ts';
import { context, runFaults } from './faults/run-faults.ts';
import { readCloudAssembly } from './local/cloud-assembly.ts';
import type { Paint } from './local/print.ts';
import { type Progress, startProgress } from './local/progress.ts';
import { synthesize } from './local/synthesize.ts';

const paint: Paint = (style, text) => styleText(style, text, { stream: process.stdout });

const interruption = new AbortController();
// Processes that a fault has stopped must still be ended.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interruption.abort());
process.stdout.on('error', () => {});

process.exitCode = await main();

async function main(): Promise<number> {
  const progress = startProgress(process.stderr);
  try {
    const options = parseOptions(process.argv.slice(2));
    if (options !== undefined) return await run(options, progress);
    process.stdout.write(usage);
    return 0;
  } catch (error) {
    progress.end();
    if (interruption.signal.aborted) return 130;
    process.stderr.write(`${describeError(error)}\n`);
    return exitStatusOf(error);
  }
}

async function run(options: Options, progress: Progress): Promise<number> {
  progress.step('synthesize');
  const synthesis = await synthesize(context, interruption.signal);
  try {
    const report = await runFaults(await readCloudAssembly(synthesis.directory), {
      ...options,
      onStep: (name) => progress.step(name),
      onProgress: (text) => progress.update(text),
      signal: interruption.signal,
    });
    process.stdout.write(`${describeFaults(options, report, progress.end(), paint)}\n`);
    return report.wrong.length + report.rare.length === 0 ? 0 : 1;
  } finally {
    await synthesis.remove();
  }
}
