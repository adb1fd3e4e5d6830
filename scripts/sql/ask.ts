import {
  type DuckDBConnection,
  type DuckDBPreparedStatement,
  DuckDBTypeId,
  StatementType,
} from '@duckdb/node-api';
import { CommandError } from '../command/command-error.ts';
import { toCell } from './cell.ts';
import { toRowError, toStatementError } from './duckdb-error.ts';
import type { Cells, Heads } from './format.ts';

/** What a statement found, as it comes. */
export type Answer = { readonly heads: Heads; readonly pages: AsyncIterable<readonly Cells[]> };

const numbers: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.TINYINT,
  DuckDBTypeId.SMALLINT,
  DuckDBTypeId.INTEGER,
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.HUGEINT,
  DuckDBTypeId.UBIGINT,
  DuckDBTypeId.FLOAT,
  DuckDBTypeId.DOUBLE,
  DuckDBTypeId.DECIMAL,
]);

/**
 * Prepares the one question that a text is.
 *
 * @throws CommandError when it is not SQL, none, several, or anything but a SELECT: all that can write is something else
 */
export async function prepareQuestion(
  duckdb: DuckDBConnection,
  sql: string,
): Promise<DuckDBPreparedStatement> {
  if (/^[\s;]*$/.test(withoutComments(sql))) throw new CommandError('No statement.');
  try {
    const statements = await duckdb.extractStatements(sql);
    if (statements.count > 1)
      throw new CommandError('One statement at a time. A PIVOT needs its values: ON … IN (…).');
    const question = await statements.prepare(0);
    if (question.statementType !== StatementType.SELECT) {
      throw new CommandError('Only questions are answered: SELECT, WITH, FROM, VALUES, DESCRIBE, SUMMARIZE.');
    }
    if (question.parameterCount > 0)
      throw new CommandError('Parameters have no values here: write them out.');
    return question;
  } catch (error) {
    throw toStatementError(error);
  }
}

/**
 * Asks a question. Pages are made as they are read.
 *
 * @throws CommandError without any value of a row
 */
export async function ask(duckdb: DuckDBConnection, sql: string): Promise<Answer> {
  const question = await prepareQuestion(duckdb, sql);
  try {
    const result = await question.stream();
    const types = result.columnTypes();
    return {
      heads: {
        names: result.deduplicatedColumnNames(),
        isNumber: types.map(({ typeId }) => numbers.has(typeId)),
      },
      pages: pagesOf(result.yieldRows()),
    };
  } catch (error) {
    throw toRowError(error);
  }
}

async function* pagesOf(chunks: AsyncIterable<Parameters<typeof toCell>[0][][]>): AsyncGenerator<Cells[]> {
  try {
    for await (const rows of chunks) yield rows.map((row) => row.map(toCell));
  } catch (error) {
    throw toRowError(error);
  }
}

/** Leaves out comments; texts and names become empty. What is still open stands to the end. */
export function withoutComments(sql: string): string {
  return sql.replaceAll(/--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*'|"(?:[^"]|"")*"/g, (part) =>
    /^['"]/.test(part) ? part.charAt(0).repeat(2) : ' ',
  );
}
