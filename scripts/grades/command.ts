import { once } from 'node:events';
import { styleText } from 'node:util';
import { runCommand } from '../command/run-command.ts';
import { workOn } from '../system/work-on.ts';
import { type Options, parseOptions } from './options.ts';
import { type Console, runGrades } from './run-grades.ts';
import { runHistory } from './run-history.ts';
import { usage } from './usage.ts';

/** Where stderr is no terminal, a line every this many rows; a terminal shows each page. */
const ROWS_BETWEEN_NOTES = 10_000;

await runCommand({
  usage,
  parse: (args) => parseOptions(args, process.env),
  run,
  endsUnread: true,
});

function run({ target, ...options }: Options, signal: AbortSignal): Promise<number> {
  return workOn(target, async (system, progress) => {
    let noted = 0;
    if (process.stderr.isTTY) progress.step('read');
    const console: Console = {
      async print(text) {
        if (process.stdout.isTTY) progress.end();
        if (!process.stdout.write(text)) await once(process.stdout, 'drain', { signal });
      },
      progress: {
        update(read, found) {
          const text = describeProgress(read, found);
          progress.update(text);
          if (process.stderr.isTTY || read - noted < ROWS_BETWEEN_NOTES) return;
          noted = read;
          progress.note(text);
        },
        end(read, found) {
          if (read >= ROWS_BETWEEN_NOTES && read > noted) progress.note(describeProgress(read, found));
        },
      },
      note: (line) => progress.note(line),
      isTerminal: process.stdout.isTTY,
      paint: (style, text) => styleText(style, text, { stream: process.stdout }),
      signal,
    };
    const isAnswered = await ('history' in options
      ? runHistory(system, options, console)
      : runGrades(system, options, console));
    return isAnswered ? 0 : 1;
  });
}

function describeProgress(read: number, found: number): string {
  return `${read} rows read${found < read ? `, ${found} as asked` : ''}`;
}
