import pMap from 'p-map';
import { type DocumentedCommand, readShellDocument } from '../documents.ts';
import { expect, type Lab } from '../lab.ts';
import { CommandFailure } from '../run.ts';

/** Commands that are left out although they work on a stack, and why. */
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
  {
    command: /-prod2-/,
    reason: 'what fills a second environment, since one is deployed',
  },
  { command: /QueueKey/, reason: 'the outputs that only a stack with queueKey has' },
];

/** Commands that need not run here. */
const elsewhere: readonly RegExp[] = [
  // Other steps of the lane run them, or the same with settings of its own.
  /^(AWS_REGION=\S+ )?npx cdk (bootstrap|deploy|diff|drift|destroy)\b/,
  /^npm run (smoke|export)\b/,
  /^npm run (dead-letters -- (redrive|purge|send)|forget)\b(?!.*--dry-run)/,
  /update-termination-protection|--no-deletion-protection-enabled|delete-(queue|log-group)/,
  // They work on no stack, or need a snapshot of Canvas, and have tests of their own.
  /^npx grade-state local\b/,
  /^npm (ci|test|run (--silent )?(local|faults|check:deploy))\b/,
  /\bnpm run (--silent )?(backfill|reconcile|rebuild)\b/,
  /^(git|python3|DEPLOY_TOOLS=\S+) |^~\//,
  // They write into this folder or read from it.
  /> grades\.csv$|--with names=names\.csv/,
];

/** Variables that the commands after it use. */
const isSetting = /^(export )?([A-Z_]+=\S+ *)+(#.*)?$/;
const isRun = /^(aws|output|TABLE=|npm run (grades|sql|dead-letters|forget))\b/;
/** Others may change what a later one needs. */
const isReading = /^(output|aws \S+ (describe|get|list|query)\b|npm run (grades|sql|dead-letters -- list))/;
/** Removes what others work on. */
const isLast = /delete-table/;

export const lanePaths = ['docs/runbook.md', 'README.md', 'docs/deploy.md'] as const;

type LaneCommand = DocumentedCommand & { readonly settings: string };

/** Reads from a document what is to be run on a deployed stack. */
export function commandsToRun(path: string): LaneCommand[] {
  return selectCommands(
    readShellDocument(path).commands.map(({ heading, text }) => ({ heading: `${path}, ${heading}`, text })),
  );
}

/**
 * Leaves out what need not run, and adds the variables that were set under the same heading.
 *
 * @throws an Error for a command that is neither run nor left out for a reason, so that none is forgotten
 */
export function selectCommands(commands: readonly DocumentedCommand[]): LaneCommand[] {
  const settings = commands.filter(({ text }) => isSetting.test(text));
  const leftOut = [isSetting, ...elsewhere, ...notRun.map(({ command }) => command)];
  return commands
    .filter(({ text }) => !leftOut.some((pattern) => pattern.test(text)))
    .map(({ heading, text }) => {
      if (!isRun.test(text)) throw new Error(`${heading}: nothing runs "${text}".`);
      const set = settings.filter((setting) => setting.heading === heading).map((setting) => setting.text);
      return { heading, settings: set.join('\n'), text };
    });
}

/** Runs the commands of the documents on the deployed stack, each as it stands there. */
export async function runDocuments(lab: Lab): Promise<string> {
  const { setUp } = readShellDocument('docs/runbook.md');
  const commands = lanePaths.flatMap(commandsToRun);
  const {
    reading = [],
    changing = [],
    last = [],
  } = Object.groupBy(commands, ({ text }) =>
    isReading.test(text) ? 'reading' : isLast.test(text) ? 'last' : 'changing',
  );
  await pMap(reading, (command) => runOne(lab, setUp, command), { concurrency: 4 });
  for (const command of [...changing, ...last]) await runOne(lab, setUp, command);
  return `${commands.length} commands of ${lanePaths.join(' and ')}, word for word`;
}

async function runOne(lab: Lab, setUp: string, { heading, settings, text }: LaneCommand): Promise<void> {
  try {
    const printed = await lab.run('root', `${setUp}\nT=$STACK-submissions\n${settings}\n${text}`);
    // An output that is not there is no error to the AWS command line.
    if (text.startsWith('output '))
      expect(printed.trim() !== '', 'It prints nothing: there is no such output.');
  } catch (error) {
    const reason = error instanceof CommandFailure ? error.ending : (error as Error).message;
    throw new Error(`${heading}:\n${text}\n${reason}`, { cause: error });
  }
}
