import { once } from 'node:events';
import { styleText } from 'node:util';
import { describeError, exitStatusOf } from './command/command-error.ts';
import { type Options, parseOptions } from './grades/options.ts';
import { runGrades } from './grades/run-grades.ts';
import { usage } from './grades/usage.ts';
import { startProgress } from './local/progress.ts';
import { connect, toConnectionError } from './system/connect.ts';

/** Where stderr is no terminal, a line every so many rows; a terminal shows each page. */
const rowsBetweenNotes = 10_000;

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interruption.abort());

/** Whoever reads may stop reading, as `head` does: nothing is left to do then, and nothing went wrong. */
let isUnread = false;
process.stdout.on('error', () => {
  isUnread = true;
  interruption.abort();
});

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const options = parseOptions(process.argv.slice(2), process.env);
    if (options !== undefined) return (await run(options)) ? 0 : 1;
    process.stdout.write(usage);
    return 0;
  } catch (error) {
    if (isUnread) return 0;
    if (interruption.signal.aborted) return 130;
    process.stderr.write(`${describeError(error)}\n`);
    return exitStatusOf(error);
  }
}

async function run({ target, ...options }: Options): Promise<boolean> {
  const progress = startProgress(process.stderr);
  const system = await connect(target);
  let noted = 0;
  if (process.stderr.isTTY) progress.step('read');
  try {
    return await runGrades(system, options, {
      async print(text) {
        if (process.stdout.isTTY) progress.end();
        if (!process.stdout.write(text)) await once(process.stdout, 'drain', interruption);
      },
      onProgress(read, shown) {
        const text = `${read} rows read${shown < read ? `, ${shown} shown` : ''}`;
        // Rows that scroll by on a terminal say themselves how far the read is.
        if (!process.stdout.isTTY || shown === 0) progress.update(text);
        if (process.stderr.isTTY || read - noted < rowsBetweenNotes) return;
        noted = read;
        progress.note(text);
      },
      note: (line) => progress.note(line),
      paint: (style, text) => styleText(style, text, { stream: process.stdout }),
      signal: interruption.signal,
    });
  } catch (error) {
    throw toConnectionError(error, system.name);
  } finally {
    progress.end();
    system.close();
  }
}
