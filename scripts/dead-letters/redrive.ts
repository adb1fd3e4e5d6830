import { plural } from '../command/text.ts';
import type { RedriveOptions } from './options.ts';
import { describeGroups } from './print.ts';
import { sendBack } from './send.ts';
import { queueName, type Setting } from './setting.ts';
import { withSelected } from './with-hold.ts';
import { workThrough } from './work-through.ts';

/**
 * Sends selected dead letters back to the source queue as they came, and removes each once it is sent.
 *
 * A message is never in neither queue. One that was sent and not removed is in both, which the merge makes
 * harmless. SQS's own redrive (StartMessageMoveTask) can not select, and would leave the rejection on them.
 *
 * The selection is made before the first is sent: one that is rejected again meanwhile is not sent a second time.
 */
export async function redrive(
  setting: Setting,
  { selection, dryRun, rate }: RedriveOptions,
): Promise<number> {
  const { system, progress, paint, print } = setting;
  const source = queueName(system.queueUrl);
  return withSelected(setting, selection, async (letters, hold) => {
    const count = plural(letters.length, 'dead letter');
    if (dryRun) {
      print(`${describeGroups(letters, { now: Date.now(), paint })}\n\n`);
      print(`Would send ${count} back to ${source}. Nothing was sent.\n`);
      return 0;
    }
    let sent = 0;
    await workThrough(setting, letters, {
      step: 'redrive',
      rate,
      async each(letter) {
        await sendBack(system, letter);
        sent += 1;
        await hold.remove(letter.id);
      },
      tell(done) {
        print(`${done} of ${count} sent back to ${source} and removed.\n`);
        if (sent === done) return;
        const left = 'sent and not removed: in both queues, which the merge makes harmless';
        progress.note(`${sent - done} more ${left}.`);
      },
    });
    return 0;
  });
}
