import { plural } from '../command/text.ts';
import type { DeadLetter } from '../system/dead-letter.ts';
import { holdSelected } from './hold-selected.ts';
import type { RedriveOptions } from './options.ts';
import { describeGroups } from './print.ts';
import { sendBack } from './send-back.ts';
import { queueName, type Setting } from './setting.ts';
import { withHold } from './with-hold.ts';
import { workThrough } from './work-through.ts';

/**
 * Sends selected dead letters back to the source queue as they came, and removes each once it is sent.
 *
 * A message is never in neither queue. One that was sent and not removed is in both, which the merge makes
 * harmless. SQS's own redrive (StartMessageMoveTask) can not select, and would leave the rejection on them.
 *
 * The selection is made before the first is sent: one that is rejected again meanwhile is not sent a second time.
 */
export async function redrive(setting: Setting, options: RedriveOptions): Promise<number> {
  const { system, progress, paint, print, signal } = setting;
  const source = queueName(system.queueUrl);
  return withHold(setting, async (hold) => {
    const letters = await holdSelected(setting, hold, options.selection);
    progress.end();
    if (letters.length === 0) return 0;
    const count = plural(letters.length, 'dead letter');
    if (options.dryRun) {
      print(`${describeGroups(letters, { now: Date.now(), ids: false, paint })}\n\n`);
      print(`Would send ${count} back to ${source}. Nothing was sent.\n`);
      return 0;
    }

    progress.step('redrive');
    let sent = 0;
    const move = async (letter: DeadLetter) => {
      await sendBack(system, letter);
      sent += 1;
      await hold.remove(letter.id);
    };
    const { done, failure } = await workThrough(setting, letters, move, options.rate);
    progress.end();
    print(`${done} of ${count} sent back to ${source} and removed.\n`);
    if (sent > done) {
      progress.note(
        `${sent - done} more sent and not removed: in both queues, which the merge makes harmless.`,
      );
    }
    if (failure !== undefined) throw failure.reason;
    signal.throwIfAborted();
    return 0;
  });
}
