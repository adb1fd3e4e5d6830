import { styleText } from 'node:util';
import { ask } from '../command/ask.ts';
import { callingDirectory } from '../command/calling-directory.ts';
import { exitStatusOf, UsageError } from '../command/command-error.ts';
import { toTerminalText } from '../command/harmless.ts';
import { startProgress } from '../command/progress.ts';
import { connect } from '../system/connect.ts';
import { describeError } from './describe-error.ts';
import { polling } from './hold.ts';
import { list } from './list.ts';
import { type Options, parseOptions } from './options.ts';
import { purge } from './purge.ts';
import { redrive } from './redrive.ts';
import type { Setting } from './setting.ts';
import { show } from './show.ts';
import { usage } from './usage.ts';

const interruption = new AbortController();
const { signal } = interruption;
let interruptedAt = 0;
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, interrupt);
// Whoever reads may stop reading, as `head` does; what is held must still be released.
process.stdout.on('error', () => {});

const progress = startProgress(process.stderr);
process.exitCode = await main();

async function main(): Promise<number> {
  let stack = '';
  try {
    const defaults = { directory: callingDirectory('dead-letters'), now: new Date() };
    const options = parseOptions(process.argv.slice(2), defaults);
    if (options === undefined) {
      process.stdout.write(usage);
      return 0;
    }
    if (options.command === 'purge' && !options.dryRun && !options.isConfirmed && !process.stdin.isTTY) {
      throw new UsageError(
        'purge asks for confirmation and nobody is there to ask. Give --yes to do without.',
      );
    }
    const system = await connect(options.target);
    stack = system.name;
    try {
      return await run(options, {
        system,
        polling,
        print: (text) => process.stdout.write(text),
        paint: (style, text) => styleText(style, text, { stream: process.stdout }),
        progress,
        signal,
      });
    } finally {
      system.close();
    }
  } catch (error) {
    progress.end();
    if (signal.aborted && isInterruption(error)) return 130;
    process.stderr.write(`${toTerminalText(describeError(error, stack))}\n`);
    return exitStatusOf(error);
  }
}

async function run(options: Options, setting: Setting): Promise<number> {
  if (options.command === 'list') return list(setting, options);
  if (options.command === 'show') return show(setting, options);
  if (options.command === 'redrive') return redrive(setting, options);
  return purge(setting, options, (question) => ask(question, signal));
}

/** The first signal lets what is under way end. npm passes a Ctrl-C on, so a second one counts only later. */
function interrupt(): void {
  if (!signal.aborted) {
    progress.note('Interrupted: ending what is under way and releasing the rest.');
    interruptedAt = performance.now();
    interruption.abort();
  } else if (performance.now() - interruptedAt > 1000) process.exit(130);
}

function isInterruption(error: unknown): boolean {
  return error === signal.reason || (error instanceof Error && error.name === 'AbortError');
}
