import { plural } from '../command/text.ts';
import type { SendOptions } from './options.ts';
import { describeGroups } from './print.ts';
import { readDeadLetters } from './read-dead-letters.ts';
import { nothingMatched, selects } from './selection.ts';
import { sendBack } from './send-back.ts';
import { queueName, type Setting } from './setting.ts';
import { workThrough } from './work-through.ts';

/**
 * Sends the dead letters of a file that purge has written to the source queue, as they once came.
 *
 * The whole file is read before the first is sent. The file stays: one that is sent again, as after an
 * interruption, makes copies, which the merge makes harmless.
 */
export async function send(setting: Setting, options: SendOptions): Promise<number> {
  const { system, progress, paint, print, signal } = setting;
  const source = queueName(system.queueUrl);
  const all = await readDeadLetters(options.file);
  const letters = all.filter((letter) => selects(options.selection, letter));
  if (letters.length === 0) {
    print(nothingMatched(all.length, options.selection));
    return 0;
  }
  const count = plural(letters.length, 'dead letter');
  if (options.dryRun) {
    print(`${describeGroups(letters, { now: Date.now(), ids: false, paint })}\n\n`);
    print(`Would send ${count} to ${source}. Nothing was sent.\n`);
    return 0;
  }
  progress.step('send');
  const { done, failure } = await workThrough(
    setting,
    letters,
    (letter) => sendBack(system, letter),
    options.rate,
  );
  progress.end();
  print(`${done} of ${count} sent to ${source}.\n`);
  if (failure !== undefined) throw failure.reason;
  signal.throwIfAborted();
  progress.note(`${options.file} holds student data: delete it when it has served.`);
  return 0;
}
