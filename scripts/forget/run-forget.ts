import { CommandError } from '../command/command-error.ts';
import { adviceOn, type System } from '../system/connect.ts';
import { deleteRows } from './delete-rows.ts';
import { describeFindings, describeMentions, remaindersOf } from './describe.ts';
import { findMentions } from './find-mentions.ts';
import { type Findings, findRows } from './find-rows.ts';
import type { Options } from './options.ts';
import { rememberForgotten, secondsUntilKnown } from './remember-forgotten.ts';

/** Rows are left: the message says how many and what to do. Not worth a stack trace. */
export class ForgetFailure extends CommandError {
  override readonly name = 'ForgetFailure';
}

export type Console = {
  readonly print: (text: string) => void;
  readonly update: (detail: string) => void;
  readonly confirm: (question: string) => Promise<boolean>;
  /** Waits, and says so. */
  readonly wait: (seconds: number) => Promise<void>;
  readonly signal: AbortSignal;
};

/** A row that came into being during a deletion is found by the next round. */
const ROUNDS = 3;

/**
 * Deletes every row of a student, or counts them.
 *
 * First it enters the student among the forgotten, and waits until every consumer knows: nothing that is under way, nor a
 * copy or a snapshot later, makes a row of theirs again.
 *
 * @returns whether no row of the student is left, as far as this run was to see to it
 * @throws ForgetFailure when it was cut off, or new events keep making rows
 */
export async function runForget(
  system: System,
  { userId, mode, scan }: Omit<Options, 'target'>,
  console: Console,
): Promise<boolean> {
  const { print, update, confirm, signal } = console;
  update('finding rows');
  const onScan = (read: number) => update(`finding rows: ${read} states of the history read`);
  const found = await findRows(system, userId, { signal, onScan });
  print(`User ${userId} in ${system.name}:\n${describeFindings(found)}`);
  if (scan) {
    const onPage = (read: number) => {
      signal.throwIfAborted();
      update(`scanning: ${read} rows`);
    };
    print(describeMentions(await findMentions(system, userId, found.rows, onPage)));
  }
  if (mode === 'dry run') print('Dry run: nothing deleted.');
  else {
    if (mode === 'ask' && !(await confirm(questionOn(found)))) {
      print('Nothing deleted.');
      return false;
    }
    let findings = await keepAway(system, userId, found, console);
    const { length: total } = findings.rows;
    for (let round = 1; findings.rows.length > 0; round += 1) {
      if (round > ROUNDS) throw new ForgetFailure(newRows(findings));
      findings = await deleteOnce(system, userId, findings, { update, signal });
    }
    print(`Rows deleted: ${total}. No row of user ${userId} is left.`);
  }
  print(`\n${remaindersOf(system)}`);
  return true;
}

function questionOn({ rows }: Findings): string {
  return rows.length > 0
    ? `Delete all of these (${rows.length})? Type yes: `
    : 'Keep whatever is older than this from making rows of this user? Type yes: ';
}

/**
 * Enters the student among the forgotten, and waits until every consumer knows.
 *
 * @returns what is there by then: all that is to be deleted
 */
async function keepAway(
  system: System,
  userId: string,
  found: Findings,
  { print, update, wait, signal }: Console,
): Promise<Findings> {
  const forgottenAt = new Date();
  let findings = found;
  for (let round = 1; round <= ROUNDS; round += 1) {
    const key = await rememberForgotten(system, userId, findings.submissionIds, forgottenAt);
    if (round === 1)
      print(`Forgotten as of ${forgottenAt.toISOString()}, as ${key}: nothing older makes rows any more.`);
    await wait(secondsUntilKnown);
    update('looking again');
    const { length: known } = findings.submissionIds;
    findings = await findRows(system, userId, { known: findings.submissionIds, signal });
    // The comments on a submission that came meanwhile are to be kept away as well.
    if (findings.submissionIds.length === known) return findings;
  }
  throw new ForgetFailure(newRows(findings));
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
