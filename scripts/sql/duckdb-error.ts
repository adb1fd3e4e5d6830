import { types } from 'node:util';
import { CommandError } from '../command/command-error.ts';

/** Makes an error about a statement, which DuckDB has not begun to answer, one for people. */
export function toStatementError(error: unknown): unknown {
  return toCommandError(error, (message) => message.replace(/^Failed to extract statements: /, ''));
}

/**
 * Makes an error that came up while rows were read one for people: without the values, and the lines of a file, that
 * DuckDB quotes.
 */
export function toRowError(error: unknown): unknown {
  return toCommandError(error, (message) => {
    const [firstLine = ''] = message.split('\n');
    return firstLine.replace(/(['"]).*\1/, '…').replaceAll(/\d+/g, '…');
  });
}

/** DuckDB's own have no class of their own, and a kind before their colon. */
function toCommandError(error: unknown, wordsOf: (message: string) => string): unknown {
  if (!types.isNativeError(error) || !/^[A-Z][\w ]*: /.test(error.message)) return error;
  return new CommandError(wordsOf(error.message), { cause: error });
}
