import { styleText } from 'node:util';
import { ask } from '../command/ask.ts';
import { callingDirectory } from '../command/calling-directory.ts';
import { startProgress } from '../command/progress.ts';
import { runCommand } from '../command/run-command.ts';
import { connect } from '../system/connect.ts';
import { polling } from './hold.ts';
import { list } from './list.ts';
import { type Options, parseOptions } from './options.ts';
import { purge } from './purge.ts';
import { redrive } from './redrive.ts';
import { send } from './send.ts';
import type { Setting } from './setting.ts';
import { show } from './show.ts';
import { toQueueError } from './to-queue-error.ts';
import { usage } from './usage.ts';

await runCommand({
  usage,
  parse: (args) =>
    parseOptions(args, {
      directory: callingDirectory(),
      now: new Date(),
      isInteractive: process.stdin.isTTY,
    }),
  run,
  isFailure: (error) => !(error instanceof Error && error.name === 'AbortError'),
});

async function run(options: Options, signal: AbortSignal): Promise<number> {
  const progress = startProgress(process.stderr);
  signal.addEventListener('abort', () =>
    progress.note('Interrupted: ending what is under way and releasing the rest.'),
  );
  const system = await connect(options.target);
  try {
    return await work(options, {
      system,
      polling,
      print: (text) => process.stdout.write(text),
      paint: (style, text) => styleText(style, text, { stream: process.stdout }),
      progress,
      signal,
    });
  } catch (error) {
    throw toQueueError(error, system.name);
  } finally {
    progress.end();
    system.close();
  }
}

async function work(options: Options, setting: Setting): Promise<number> {
  if (options.command === 'list') return list(setting, options);
  if (options.command === 'show') return show(setting, options);
  if (options.command === 'redrive') return redrive(setting, options);
  if (options.command === 'send') return send(setting, options);
  return purge(setting, options, (question) => ask(question, setting.signal));
}
