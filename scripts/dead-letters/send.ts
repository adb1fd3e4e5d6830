import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { plural } from '../command/text.ts';
import type { System } from '../system/connect.ts';
import { type DeadLetter, originalAttributes } from '../system/dead-letter.ts';
import type { SendOptions } from './options.ts';
import { describeGroups } from './print.ts';
import { readDeadLetters } from './read-dead-letters.ts';
import { nothingMatched, selects } from './selection.ts';
import { queueName, type Setting } from './setting.ts';
import { workThrough } from './work-through.ts';

/**
 * Sends the dead letters of a file that purge has written to the source queue, as they once came.
 *
 * The whole file is read before the first is sent. The file stays: one that is sent again, as after an
 * interruption, makes copies, which the merge makes harmless.
 */
export async function send(setting: Setting, options: SendOptions): Promise<number> {
  const { system, progress, paint, print } = setting;
  const source = queueName(system.queueUrl);
  const all = await readDeadLetters(options.file);
  const letters = all.filter((letter) => selects(options.selection, letter));
  if (letters.length === 0) {
    print(nothingMatched(all.length, options.selection));
    return 0;
  }
  const count = plural(letters.length, 'dead letter');
  if (options.dryRun) {
    print(`${describeGroups(letters, { now: Date.now(), paint })}\n\n`);
    print(`Would send ${count} to ${source}. Nothing was sent.\n`);
    return 0;
  }
  await workThrough(setting, letters, {
    step: 'send',
    rate: options.rate,
    each: (letter) => sendBack(system, letter),
    tell: (done) => print(`${done} of ${count} sent to ${source}.\n`),
  });
  progress.note(`${options.file} holds student data: delete it when it has served.`);
  return 0;
}

/** Sends a dead letter to the source queue, without the reason: as the message that it was. */
export async function sendBack({ sqs, queueUrl }: System, letter: DeadLetter): Promise<void> {
  const command = new SendMessageCommand({
    QueueUrl: queueUrl,
    MessageBody: letter.body,
    MessageAttributes: originalAttributes(letter),
  });
  await sqs.send(command);
}
