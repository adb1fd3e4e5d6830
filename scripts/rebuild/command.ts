import { createUpdater } from '../command/progress.ts';
import { runCommand } from '../command/run-command.ts';
import { workOn } from '../system/work-on.ts';
import { describeTally } from './describe-tally.ts';
import { type Options, parseOptions, usage } from './options.ts';
import { runRebuild } from './run-rebuild.ts';

await runCommand({
  usage,
  parse: parseOptions,
  run,
  interrupted: 'Interrupted. Run the same command again: what is written is not written twice.',
});

function run({ target, ...options }: Options, signal: AbortSignal): Promise<number> {
  return workOn(target, async (system, progress) => {
    progress.step(`rebuild ${options.direction}`);
    const update = createUpdater(progress, process.stderr);
    const tally = await runRebuild(system, options, { update, signal });
    progress.end();
    process.stdout.write(describeTally(tally, options));
    const isLeft = options.direction === 'rows' && !options.isWriting && tally.written > 0;
    return isLeft ? 1 : 0;
  });
}
