import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { rowTypeOf } from '../../lambdas/consume-live-events/domain/row-types.ts';
import { type TableName, tables } from '../../lambdas/consume-live-events/domain/tables.ts';
import { CommandError } from '../command/command-error.ts';
import { type PlainRow, toPlain } from './plain-row.ts';
import { type Row, rowSchemas } from './row-schemas.ts';

/**
 * A row that is not of the shape of its type: its message names table, key and attributes, and no
 * value but the key.
 *
 * Reading ends with it. Continuing without the row would give an answer that looks whole and is not.
 */
export class InvalidRowError extends CommandError {
  override readonly name = 'InvalidRowError';
  readonly table: TableName;
  /** What is wrong, as `current.score: expected a number`. */
  readonly problems: readonly string[];

  constructor(table: TableName, row: PlainRow, problems: readonly string[]) {
    super(`Unreadable row in ${table}, ${describeKey(table, row)}: ${problems.join('; ')}.`);
    this.table = table;
    this.problems = problems;
  }
}

/**
 * Reads an item of a table as a row.
 *
 * @throws InvalidRowError
 */
export function readRow(table: TableName, item: Record<string, AttributeValue>): Row {
  const plain = toPlain({ M: item }) as PlainRow;
  const type = rowTypeOf(table, plain);
  if (type === undefined) throw new InvalidRowError(table, plain, ['facet: unknown to this version']);
  const parsed = v.safeParse(rowSchemas[type], { ...plain, type });
  if (!parsed.success) throw new InvalidRowError(table, plain, parsed.issues.map(describeIssue));
  return parsed.output;
}

function describeIssue(issue: v.BaseIssue<unknown>): string {
  const isMissing = issue.input === undefined;
  return `${v.getDotPath(issue) ?? 'row'}: ${isMissing ? 'missing' : issue.message}`;
}

/** Keys are ids and names of facets; a key that is anything else may be something personal. */
function describeKey(table: TableName, row: PlainRow): string {
  const { partitionKey, sortKey } = tables[table];
  return [partitionKey, sortKey]
    .map((name) => {
      const value = row[name];
      return typeof value === 'string' && /^([a-z_]+|([a-z_]+#)?\d+)$/.test(value)
        ? `${name} ${value}`
        : `${name} (malformed)`;
    })
    .join(', ');
}
