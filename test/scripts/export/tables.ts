import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Row } from '../../../lambdas/consume-live-events/domain/merge.ts';
import { type AnyTableName, tableNames } from '../../../lambdas/consume-live-events/domain/tables.ts';
import { toHistoryItem } from '../../../lambdas/consume-live-events/history-item.ts';
import type { Item } from '../../../lambdas/consume-live-events/item.ts';
import { rowId, toItem } from '../../../lambdas/consume-live-events/row-item.ts';
import { createTables, physicalNames, writeItems } from '../../support/dynamodb.ts';
import { liveEventFixtures } from '../../support/fixtures.ts';
import {
  acceptAny,
  gradeChange,
  gradeOverride,
  liveEvent,
  readGood,
  rowOf,
  submissionUpdated,
} from '../../support/messages.ts';

/** A row of the tables, the item that holds it, and one of the history that says the same. */
export type Stored = { readonly row: Row; readonly item: Item; readonly entry: Item };

const keepTexts = { ...acceptAny, storeText: { comment: true, submission: true } };

/** A row for every fixture that makes one, with and without stored texts; of those with one key, the last. */
export function fixtureRows(): Row[] {
  const rows = liveEventFixtures.flatMap(({ text }, index) =>
    readGood(text, undefined, index % 2 === 0 ? acceptAny : keepTexts).deltas.map(({ row }) => row),
  );
  return [...new Map(rows.map((row) => [rowId(row), row])).values()];
}

/** Rows whose values are hard on file formats and on readers of them. */
export function trickyRows(): Row[] {
  const texts = [
    '',
    '""',
    'a,b',
    'a "b"\r\nc\n',
    'NULL',
    'null',
    '\\N',
    ' a ',
    "l'été 😀\u2028",
    '\t\\t',
    '5.0',
  ];
  const scores = [0, -1, 0.1, 1 / 3, 1e100, 1e-130, 2 ** 53, 99.99, null];
  return [
    ...texts.map((text, index) =>
      rowOf(
        gradeChange({
          submission_id: `2107000000001${1000 + index}`,
          grade: text,
          old_grade: texts[index + 1],
          assignment_name: text,
        }),
      ),
    ),
    ...scores.map((score, index) =>
      rowOf(gradeOverride({ score_id: `${1000 + index}`, override_score: score, old_override_score: 1 })),
    ),
    rowOf(comment('1', [])),
    rowOf(comment('2', ['21070000000000001', 2])),
    rowOf(comment('3', null)),
    rowOf(gradeChange({}, { root_account_uuid: null, context_type: 'Account' })),
  ];
}

function comment(id: string, attachment_ids: unknown) {
  return liveEvent('submission_comment_created', {
    submission_comment_id: id,
    submission_id: '100',
    user_id: '300',
    attachment_ids,
  });
}

/** Many plain rows, of all tables. */
export function manyRows(count: number): Row[] {
  return Array.from({ length: count }, (_, index) => {
    const submission_id = `210700000002${10_000 + index}`;
    if (index % 10 === 0) return rowOf(submissionUpdated({ submission_id, attempt: index % 3 }));
    if (index % 10 === 1) return rowOf(gradeOverride({ score_id: `${20_000 + index}` }));
    if (index % 10 === 2) {
      return rowOf(liveEvent('course_grade_change', { course_id: '565', user_id: `${index}` }));
    }
    return rowOf(gradeChange({ submission_id, score: index / 4 }));
  });
}

/** Creates the tables and puts rows and an entry of each into them; every third with an expiry. */
export async function store(dynamodb: DynamoDBClient, rows: readonly Row[]): Promise<Stored[]> {
  await createTables(dynamodb);
  const stored = rows.map((row, index) => {
    const writtenAt = new Date(Date.UTC(2026, 2, 3, 1, 2, 3, index % 1000));
    const retentionDays = index % 3 === 0 ? 30 : undefined;
    const write = { seenRevision: undefined, revision: 2 ** 48 + index, writtenAt, retentionDays };
    const entry = toHistoryItem(
      { row, reported: row.previous?.state ?? null },
      { writtenAt, days: retentionDays },
    );
    return { row, item: toItem(row, write), entry };
  });
  for (const table of tableNames) {
    const items = stored.flatMap(({ row, item }) => (row.table === table ? [item] : []));
    await writeItems(dynamodb, table, items);
  }
  await writeItems(
    dynamodb,
    'history',
    stored.map(({ entry }) => entry),
  );
  return stored;
}

/** A system of the tables that `store` creates. */
export function systemOf(dynamodb: DynamoDBClient) {
  return { name: 'canvas-grade-state-test', dynamodb, physicalNames } as const satisfies {
    physicalNames: { readonly [Name in AnyTableName]: string };
    [name: string]: unknown;
  };
}
