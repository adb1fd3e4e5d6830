import { plural } from '../command/text.ts';
import type { PurgeOptions } from './options.ts';
import { describeGroups } from './print.ts';
import { queueName, type Setting } from './setting.ts';
import { withSelected } from './with-hold.ts';
import { workThrough } from './work-through.ts';
import { writeDeadLetters } from './write-dead-letters.ts';

/** Asks the operator, and gives what was typed. */
export type Ask = (question: string) => Promise<string>;

/**
 * Removes selected dead letters for good, after the operator has agreed and they are written to a file.
 *
 * The file is on disk before the first is removed. It holds all that were selected, also when the purge is
 * interrupted and some stay in the queue.
 */
export async function purge(setting: Setting, options: PurgeOptions, ask: Ask): Promise<number> {
  const { system, progress, paint, print, signal } = setting;
  const queue = queueName(system.deadLetterQueueUrl);
  return withSelected(setting, options.selection, async (letters, hold) => {
    const count = plural(letters.length, 'dead letter');
    print(`${describeGroups(letters, { now: Date.now(), paint })}\n\n`);
    if (options.dryRun) {
      print(`Would remove ${count} from ${queue}. Nothing was removed.\n`);
      return 0;
    }
    if (!options.isConfirmed) {
      const answer = await ask(
        `This removes ${count} from ${queue} for good. Type ${letters.length}, or the name of the queue: `,
      );
      signal.throwIfAborted();
      if (![String(letters.length), queue].includes(answer.trim())) {
        progress.note('Nothing was removed.');
        return 1;
      }
    }
    await writeDeadLetters(options.file, letters);
    progress.note(
      `${count} written to ${options.file}, which holds student data: delete it when it has served.`,
    );
    await workThrough(setting, letters, {
      step: 'purge',
      each: ({ id }) => hold.remove(id),
      tell: (done) => print(`${done} of ${count} removed from ${queue}.\n`),
    });
    return 0;
  });
}
