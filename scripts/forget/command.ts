import { setTimeout } from 'node:timers/promises';
import { ask } from '../command/ask.ts';
import { runCommand } from '../command/run-command.ts';
import { workOn } from '../system/work-on.ts';
import { type Options, parseOptions, usage } from './options.ts';
import { ForgetFailure, runForget } from './run-forget.ts';

await runCommand({
  usage,
  parse: (args) => parseOptions(args, process.stdin.isTTY),
  run,
  interrupted: 'Interrupted: nothing deleted.',
  isFailure: (error) => error instanceof ForgetFailure,
});

function run({ target, ...options }: Options, signal: AbortSignal): Promise<number> {
  return workOn(target, async (system, progress) => {
    const isDone = await runForget(system, options, {
      print(text) {
        progress.end();
        process.stdout.write(`${text}\n`);
      },
      update: (detail) => progress.update(detail),
      async confirm(question) {
        progress.end();
        return (await ask(question, signal)).trim() === 'yes';
      },
      async wait(seconds) {
        for (let left = seconds; left > 0; left -= 1) {
          progress.update(`waiting until every consumer knows, ${left} s`);
          await setTimeout(1000, undefined, { signal });
        }
      },
      signal,
    });
    return isDone ? 0 : 1;
  });
}
