import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { CommandError } from '../command/command-error.ts';
import { moveInto, temporaryName } from '../command/durable.ts';
import { sqlText } from '../flat-files/duckdb-source.ts';
import type { DuckDb } from '../flat-files/open-duckdb.ts';
import { prepareQuestion } from './ask.ts';
import { toRowError } from './duckdb-error.ts';

/**
 * Makes sure that a file can be a new one.
 *
 * @throws CommandError
 */
export function requireNew(path: string): void {
  if (existsSync(path)) throw new CommandError(`--to ${path}: there is such a file. Choose another name.`);
  if (!existsSync(dirname(path))) throw new CommandError(`--to ${path}: there is no such folder.`);
}

/**
 * Writes the answer to a question into a Parquet file, in the order and with the types that it has.
 *
 * @returns the number of rows
 * @throws CommandError
 */
export async function writeParquet(
  { duckdb, connectAgain }: DuckDb,
  sql: string,
  path: string,
): Promise<number> {
  const question = await prepareQuestion(duckdb, sql);
  try {
    // The statement itself is never a part of one that writes: its rows are handed over.
    const writer = await connectAgain();
    const result = await question.stream();
    const heads = result
      .deduplicatedColumnNames()
      .map((name, i) => `"${name.replaceAll('"', '""')}" ${result.columnType(i).toString()}`);
    await writer.run('CREATE SCHEMA answer');
    await writer.run(`CREATE TABLE answer.rows (${heads.join(', ')})`);
    const appender = await writer.createAppender('rows', 'answer');
    for await (const chunk of result) appender.appendDataChunk(chunk);
    appender.closeSync();
    const { rowsChanged } = await writer.run(
      `COPY answer.rows TO ${sqlText(temporaryName(path))} (FORMAT parquet, COMPRESSION zstd)`,
    );
    await moveInto(temporaryName(path), path);
    return rowsChanged;
  } catch (error) {
    throw toRowError(error);
  }
}
