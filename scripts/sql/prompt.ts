import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { CommandError, describeError } from '../command/command-error.ts';
import { withoutComments } from './ask.ts';

export type Terminal = {
  readonly input: Readable;
  /** Where what is typed is shown, and what went wrong. */
  readonly output: Writable;
  /** Whether a person types: then a mistake is told, and the next statement waited for. */
  readonly isPerson: boolean;
  readonly onInterrupt: () => void;
  readonly signal: AbortSignal;
};

const help = `A statement may have several lines and ends with a semicolon.
.tables  the views and tables there are; DESCRIBE submissions_grade; has a view's columns
.quit    ends, as Ctrl-D does
`;

const tablesQuestion = `
  SELECT CASE table_schema WHEN 'main' THEN table_name ELSE table_schema || '.' || table_name END AS name
  FROM information_schema.tables
  ORDER BY name`;

/**
 * Answers statement after statement, until there is no more.
 *
 * @throws CommandError at the first mistake, where no person types
 */
export async function runPrompt(
  { input, output, isPerson, onInterrupt, signal }: Terminal,
  answer: (sql: string) => Promise<void>,
): Promise<void> {
  const lines = createInterface({ input, output, terminal: isPerson, signal });
  lines.on('SIGINT', onInterrupt);
  const attempt = async (sql: string) => {
    try {
      await answer(sql);
    } catch (error) {
      if (!isPerson || !(error instanceof CommandError)) throw error;
      output.write(`${describeError(error)}\n`);
    }
  };
  const invite = (sql: string) => {
    if (!isPerson) return;
    lines.setPrompt(sql === '' ? 'sql> ' : '...> ');
    lines.prompt();
  };
  let sql = '';
  try {
    if (isPerson) output.write('A statement ends with a semicolon. .help tells more.\n');
    invite(sql);
    for await (const line of lines) {
      const command = sql === '' ? line.trim() : '';
      if (command === '.quit') return;
      if (command === '.help') output.write(help);
      else if (command === '.tables') await attempt(tablesQuestion);
      else if (command.startsWith('.')) output.write(`No command is called ${command}. .help lists them.\n`);
      else sql = line.trim() === '' && sql === '' ? '' : `${sql}${line}\n`;
      if (isComplete(sql)) {
        const statement = sql;
        sql = '';
        await attempt(statement);
      }
      invite(sql);
    }
    signal.throwIfAborted();
    if (!isPerson && withoutComments(sql).trim() !== '') await answer(sql);
  } finally {
    lines.close();
  }
}

/** Whether a statement ends where a text ends. A text or name that is still open leaves its quote behind. */
function isComplete(sql: string): boolean {
  const code = withoutComments(sql).replaceAll(/''|""/g, '').trimEnd();
  return code.endsWith(';') && !/['"]/.test(code);
}
