import { logMessages } from '../../lambdas/consume-live-events/telemetry.ts';
import { CommandError } from '../command/command-error.ts';
import { toTerminalLine } from '../command/harmless.ts';
import { adviceOn, type System } from '../system/connect.ts';
import type { DeadLetter } from '../system/dead-letter.ts';
import type { Waiting } from '../system/queue.ts';
import { targetArgument } from '../system/target.ts';
import type { Refused } from './dead-letter.ts';

/** The system did not do what it should: the message says what was seen and what to do. Not worth a stack trace. */
export class SmokeFailure extends CommandError {
  override readonly name = 'SmokeFailure';
}

/** The function and its log group are named after the stack. */
const logsOf = (stack: string, pattern: string) =>
  `aws logs tail /aws/lambda/${stack} --since 15m --filter-pattern '${pattern}'`;

const linesOf = (message: string) => `{ $.message = "${message}" }`;

/** Says why no row came, as far as the queue tells: it counts all events, not only the synthetic one. */
export function adviceOnSilence(
  { name, isLocal }: System,
  { visible, inFlight }: Waiting,
  seconds: number,
): string {
  const seen = `No row and no dead letter after ${seconds} s; in the queue ${visible} wait and ${inFlight} are being processed.`;
  const late =
    'The event is still on its way. Should its row come, the next run after 15 minutes removes it.';
  if (inFlight > 0) {
    return `${seen}
The consumer has taken messages and not finished them: it is failing, or it has a backlog. What it says:
  ${logsOf(name, linesOf(logMessages.failed))}
  ${logsOf(name, '?"Task timed out" ?"Runtime." ?INIT_REPORT')}
If neither has a line, wait longer with --wait.
${late}`;
  }
  if (visible > 0 && isLocal) {
    return `${seen}
Nothing reads the queue: the local system has stopped consuming. Start it again: npm run local -- --keep
${late}`;
  }
  if (visible > 0) {
    return `${seen}
Nothing reads the queue: the event source mapping is disabled, or may not read. Its state, and how to enable it:
  aws lambda list-event-source-mappings --function-name ${name} --query 'EventSourceMappings[].[UUID,State,StateTransitionReason]'
  aws lambda update-event-source-mapping --enabled --uuid UUID
${late}`;
  }
  return `${seen}
Someone took the event and made no row of it here: the function writes to other tables than the outputs of the
stack name, or another consumer reads the queue too. What the function did:
  ${logsOf(name, linesOf(logMessages.batch))}
  aws lambda get-function-configuration --function-name ${name} --query Environment.Variables`;
}

/** Says why the event became a dead letter. It is deleted by then. */
export function adviceOnDeadLetter(rejection: DeadLetter['rejection'], { name }: System): string {
  if (rejection === undefined) {
    return `The event became a dead letter because it failed five times. What the consumer says:
  ${logsOf(name, linesOf(logMessages.failed))}`;
  }
  const { code, detail } = rejection;
  const seen = `The event was rejected: ${code} (${detail || 'no detail'}).`;
  if (code === 'foreign_root_account')
    return `${seen}\n--root-account is not one of the stack's rootAccounts. Both must be the uuid that https://<your Canvas>/api/v1/accounts/self shows.`;
  if (code === 'event_from_future') return `${seen}\nThe clock of this machine is ahead: set it right.`;
  return `${seen}\nIt is good for this version of the code: deploy this version, or run the smoke test of the deployed one.`;
}

const NAMED_AT_MOST = 5;
const SHOWN_CHARACTERS = 64;

/** Says what an allow-list that refuses real events may mean. Undefined when there is no such event. */
export function adviceOnRefused(refused: Refused, system: System): string | undefined {
  if (refused.size === 0) return undefined;
  const most = [...refused].toSorted(([, a], [, b]) => b - a);
  const total = most.reduce((sum, [, count]) => sum + count, 0);
  const named = most.slice(0, NAMED_AT_MOST).map(([rootAccount, count]) => {
    return `${rootAccount === undefined ? 'none' : toTerminalLine(rootAccount.slice(0, SHOWN_CHARACTERS))} (${count})`;
  });
  const rest = most.length - named.length;
  return `The allow-list has refused events: ${total} dead letters are foreign_root_account. Their events name the root
accounts ${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.
Yours is the uuid that https://<your Canvas>/api/v1/accounts/self shows. If it is among them, rootAccounts is wrong:
set it, deploy, and have them consumed again:
  npm run dead-letters -- redrive --code foreign_root_account ${targetArgument(system)}
If not, another Canvas sends here: purge them in the same way.`;
}

/** Waits for an answer of AWS. An error becomes advice that names the action that was refused. */
export async function ask<T>(system: System, action: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof SmokeFailure) throw error;
    throw new SmokeFailure(adviceOnError(error, action, system), { cause: error });
  }
}

function adviceOnError(error: unknown, action: string, { name: stack }: System): string {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (/AccessDenied/.test(name)) {
    return `No permission for ${action}: ${message}`;
  }
  if (/^(ResourceNotFound|QueueDoesNotExist|AWS\.SimpleQueueService\.NonExistentQueue)/.test(name)) {
    return `${action}: what the outputs of ${stack} name does not exist (${message}). Was it deleted by hand? Deploy the stack again; it tells what is missing.`;
  }
  const silence = /\b(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|TimeoutError)\b/.exec(
    String(error),
  );
  if (silence !== null) {
    return `${action}: no answer (${silence[0]}). Is the network up, and the region right? A local system must be up.`;
  }
  return `${action}: ${adviceOn(error, stack)}`;
}
