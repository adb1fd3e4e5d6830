import { once } from 'node:events';
import { runCommand } from '../command/run-command.ts';
import { connect, findRunning } from '../system/connect.ts';
import { openPage } from './open-page.ts';
import { type Options, parseOptions, usage } from './options.ts';

await runCommand({ usage, parse: (args) => parseOptions(args, process.env), run });

async function run({ target, shard }: Options, signal: AbortSignal): Promise<number> {
  if ('local' in target) {
    process.stdout.write(`${(await findRunning()).page}\n`);
    return 0;
  }
  const system = await connect(target);
  try {
    const page = await openPage(system, { shard });
    process.stdout.write(`${page.url}\n`);
    process.stderr.write(`The page of ${system.name}. Ctrl-C ends it.\n`);
    if (!signal.aborted) await once(signal, 'abort');
    await page.stop();
    return 0;
  } finally {
    system.close();
  }
}
