import { CommandError } from '../command/command-error.ts';
import { adviceOn, type System } from '../system/connect.ts';
import { deleteRows } from './delete-rows.ts';
import { describeFindings, describeMentions, remainders } from './describe.ts';
import { findMentions } from './find-mentions.ts';
import { type Findings, findRows } from './find-rows.ts';
import type { Options } from './options.ts';

/** Rows are left: the message says how many and what to do. Not worth a stack trace. */
export class ForgetFailure extends CommandError {
  override readonly name = 'ForgetFailure';
}

export type Console = {
  readonly print: (text: string) => void;
  readonly update: (detail: string) => void;
  readonly confirm: (question: string) => Promise<boolean>;
  readonly signal: AbortSignal;
};

/** A row that came into being during a deletion is found by the next round. */
const rounds = 3;

/**
 * Deletes every row of a student, or counts them.
 *
 * @returns whether no row of the student is left, as far as this run was to see to it
 * @throws ForgetFailure when it was cut off, or new events keep making rows
 */
export async function runForget(
  system: System,
  { userId, mode, scan }: Omit<Options, 'target'>,
  { print, update, confirm, signal }: Console,
): Promise<boolean> {
  update('finding rows');
  let findings = await findRows(system, userId, { signal });
  const { length: total } = findings.rows;
  print(`User ${userId} in ${system.name}:\n${describeFindings(findings)}`);
  if (scan) {
    const onPage = (read: number) => {
      signal.throwIfAborted();
      update(`scanning: ${read} rows`);
    };
    print(describeMentions(await findMentions(system, userId, findings.rows, onPage)));
  }
  if (total > 0 && mode === 'dry run') print('Dry run: nothing deleted.');
  if (total > 0 && mode !== 'dry run') {
    if (mode === 'ask' && !(await confirm(`Delete all of these (${total})? Type yes: `))) {
      print('Nothing deleted.');
      return false;
    }
    for (let round = 1; findings.rows.length > 0; round += 1) {
      if (round > rounds) throw new ForgetFailure(newRows(findings));
      findings = await deleteOnce(system, userId, findings, { update, signal });
    }
    print(`Rows deleted: ${total}. No row of user ${userId} is left.`);
  }
  print(`\n${remainders}`);
  return true;
}

/** Deletes what was found, and looks again at the same submissions. */
async function deleteOnce(
  system: System,
  userId: string,
  { rows, submissionIds }: Findings,
  { update, signal }: Pick<Console, 'update' | 'signal'>,
): Promise<Findings> {
  let deleted = 0;
  const onDeleted = (count: number) => {
    deleted = count;
    update(`deleting: ${count} of ${rows.length}`);
  };
  try {
    await deleteRows(system, userId, rows, onDeleted, signal);
    update('looking again');
    return await findRows(system, userId, { known: submissionIds, signal });
  } catch (error) {
    const reason = signal.aborted ? 'Interrupted.' : adviceOn(error, system.name);
    throw new ForgetFailure(
      `Stopped: rows deleted: ${deleted} of ${rows.length}. ${reason}\nRun the same command again: it resumes from there.`,
      { cause: error },
    );
  }
}

function newRows({ rows }: Findings): string {
  return `Rows that came into being meanwhile: ${rows.length}. Canvas is still sending events of this student. Run it again later.`;
}
