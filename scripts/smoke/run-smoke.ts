import { DeleteMessageCommand, type Message, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { PlainRow } from '../reader/plain-row.ts';
import type { System } from '../system/connect.ts';
import { readDeadLetter } from '../system/dead-letter.ts';
import { adviceOnDeadLetter, adviceOnRefused, ask, SmokeFailure } from './advice.ts';
import { awaitAnswer } from './await-answer.ts';
import { differences } from './compare-row.ts';
import { countRefused } from './dead-letter.ts';
import { type SyntheticEvent, syntheticEvent } from './synthetic-event.ts';
import { deleteSyntheticRow, findLeftovers } from './synthetic-rows.ts';

/** A step that ended well, and what it found. */
export type StepDone = { readonly name: string; readonly seconds: number; readonly detail: string };

export type SmokeOptions = {
  readonly rootAccount?: string | undefined;
  readonly waitSeconds: number;
  readonly pollSeconds?: number;
  /** Rows of earlier runs are deleted at that age; a younger one may be of a run at the same time. */
  readonly leftoverMinutes?: number;
  readonly signal: AbortSignal;
  readonly onStep: (step: StepDone) => void;
  readonly onWaiting?: (waited: number) => void;
};

export type SmokeResult = {
  /** `applied`: the event became the right row. `refused`: it was of no root account, and the allow-list kept it out. */
  readonly outcome: 'applied' | 'refused';
  /** What speaks against the allow-list, although it accepts the root account that was given. */
  readonly doubt: string | undefined;
};

/**
 * Sends one synthetic event through a system and takes its traces away again, the row or the dead letter.
 *
 * An allow-list that has refused others' events is a failure as long as nothing shows that it accepts yours.
 *
 * @throws SmokeFailure that says what to do
 */
export async function runSmoke(system: System, options: SmokeOptions): Promise<SmokeResult> {
  const { rootAccount, leftoverMinutes = 15 } = options;
  const step = async <T>(name: string, work: () => Promise<T>, tell: (result: T) => string): Promise<T> => {
    options.signal.throwIfAborted();
    const startedAt = performance.now();
    const result = await work();
    options.onStep({ name, seconds: (performance.now() - startedAt) / 1000, detail: tell(result) });
    return result;
  };
  const lookAtRefused = () =>
    step(
      'look',
      () => findDoubt(system),
      (doubt) => `${doubt === undefined ? 'no event was' : 'events were'} refused by an allow-list`,
    );
  const now = new Date();
  const event = syntheticEvent(now, rootAccount);
  const leftBefore = new Date(now.getTime() - leftoverMinutes * 60_000);

  await step(
    'clean',
    () => deleteLeftovers(system, leftBefore, options.signal),
    (count) => (count === 0 ? 'nothing left of earlier runs' : `${count} of earlier runs deleted`),
  );
  await step(
    'send',
    () => send(system, event),
    (messageId) => `message ${messageId}, submission ${event.submissionId}`,
  );
  try {
    const answer = await step(
      'wait',
      () => awaitAnswer(system, event, options),
      ({ kind }) => `${kind} found`,
    );
    if (answer.kind === 'dead letter') {
      const { message } = answer;
      await step(
        'delete',
        () => deleteDeadLetter(system, message),
        () => 'dead letter deleted',
      );
      const { rejection } = readDeadLetter(message);
      if (rejection?.code === 'foreign_root_account' && rootAccount === undefined) {
        const doubt = await lookAtRefused();
        if (doubt === undefined) return { outcome: 'refused', doubt };
        throw new SmokeFailure(doubt);
      }
      throw new SmokeFailure(adviceOnDeadLetter(rejection, system));
    }
    await step(
      'compare',
      () => compare(event, answer.row),
      (count) => `${count} attributes are as they were sent`,
    );
    await step(
      'delete',
      () => deleteRow(system, event.submissionId),
      (isDeleted) => (isDeleted ? 'row deleted' : 'the row was gone already'),
    );
    return { outcome: 'applied', doubt: await lookAtRefused() };
  } catch (error) {
    // Also when a value is wrong or the operator interrupts; whatever this meets, the first error is the news.
    await deleteRow(system, event.submissionId).catch(() => {});
    throw error;
  }
}

async function deleteLeftovers(system: System, before: Date, signal: AbortSignal): Promise<number> {
  const leftovers = await ask(system, 'dynamodb:Query', findLeftovers(system, before, signal));
  for (const submissionId of leftovers) await deleteRow(system, submissionId);
  return leftovers.length;
}

async function findDoubt(system: System): Promise<string | undefined> {
  return adviceOnRefused(await ask(system, 'sqs:ReceiveMessage', countRefused(system)), system);
}

async function send(system: System, { name, time, body }: SyntheticEvent): Promise<string | undefined> {
  const command = new SendMessageCommand({
    QueueUrl: system.queueUrl,
    MessageBody: body,
    MessageAttributes: {
      event_name: { DataType: 'String', StringValue: name },
      event_time: { DataType: 'String', StringValue: time },
    },
  });
  const { MessageId } = await ask(system, 'sqs:SendMessage', system.sqs.send(command));
  return MessageId;
}

async function compare(event: SyntheticEvent, row: PlainRow): Promise<number> {
  const wrong = differences(event.row, row);
  if (wrong.length > 0) throw new SmokeFailure(['The row is wrong:', ...wrong].join('\n  '));
  return Object.keys(event.row).length;
}

async function deleteRow(system: System, submissionId: string): Promise<boolean> {
  return ask(system, 'dynamodb:DeleteItem', deleteSyntheticRow(system, submissionId));
}

async function deleteDeadLetter(system: System, { ReceiptHandle }: Message): Promise<void> {
  const command = new DeleteMessageCommand({ QueueUrl: system.deadLetterQueueUrl, ReceiptHandle });
  await ask(system, 'sqs:DeleteMessage', system.sqs.send(command));
}
