import { type DocumentedCommand, readShellDocument } from '../documents.ts';
import { expect, type Lab } from '../lab.ts';
import { CommandFailure } from '../run.ts';

/** Commands that are left out, and why. Everything else that begins like `isRun` must succeed, word for word. */
export const notRun: readonly { readonly command: RegExp; readonly reason: string }[] = [
  { command: /^insights /, reason: 'Logs Insights: MiniStack answers any query with every line' },
  {
    command: /cancel-update-stack|continue-update-rollback/,
    reason: 'what ends an update that is under way or has failed, since none is',
  },
  {
    command: /list-backups|restore-table-from-backup/,
    reason: 'the system backup of a deleted table, which MiniStack does not make',
  },
  { command: /message-move-task/, reason: "SQS's own redrive, which MiniStack does not have" },
  { command: /QueueKey/, reason: 'the outputs that only a stack with queueKey has' },
];

const isRun = /^(aws|output|TABLE=)/;
const hasStep =
  /update-termination-protection|delete-queue|delete-log-group|--no-deletion-protection-enabled/;
/** Removes what others work on. */
const isLast = /delete-table/;

/** Runs the commands of the documents for the AWS command line against the deployed stack, each as it stands there. */
export async function runDocuments(lab: Lab, paths: readonly string[]): Promise<string> {
  const { setUp } = readShellDocument('docs/runbook.md');
  const all = paths.flatMap((path) =>
    readShellDocument(path).commands.map((command) => ({
      ...command,
      heading: `${path}, ${command.heading}`,
    })),
  );
  const commands = all.filter(
    ({ text }) =>
      isRun.test(text) && !hasStep.test(text) && !notRun.some(({ command }) => command.test(text)),
  );
  const inOrder = [
    ...commands.filter(({ text }) => !isLast.test(text)),
    ...commands.filter(({ text }) => isLast.test(text)),
  ];
  for (const command of inOrder) await runOne(lab, setUp, command);
  return `${inOrder.length} commands of ${paths.join(' and ')}, word for word`;
}

async function runOne(lab: Lab, setUp: string, { heading, text }: DocumentedCommand): Promise<void> {
  try {
    const printed = await lab.run('root', `${setUp}\nT=$STACK-submissions\n${text}`);
    // An output that is not there is no error to the AWS command line.
    if (text.startsWith('output '))
      expect(printed.trim() !== '', 'It prints nothing: there is no such output.');
  } catch (error) {
    const reason = error instanceof CommandFailure ? error.ending : (error as Error).message;
    throw new Error(`${heading}:\n${text}\n${reason}`, { cause: error });
  }
}
