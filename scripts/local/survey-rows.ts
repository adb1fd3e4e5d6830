import type { TableName } from '../../lambdas/consume-live-events/domain/tables.ts';
import { compareTexts } from '../command/text.ts';
import { facetName, statesOf } from '../reader/describe-row.ts';
import { keyOf, type TableRow } from './read-rows.ts';

/** What there is to say of many rows without holding them. */
export type RowSurvey = {
  /** How many rows there are of which kind, `submissions, grade`. */
  readonly counts: ReadonlyMap<string, number>;
  /** The row that shows best what the system does. Undefined where there is none. */
  readonly example: TableRow | undefined;
};

/** Counts rows by kind and picks an example, which depends on the set of them and not on their order. */
export async function surveyRows(rows: AsyncIterable<TableRow>): Promise<RowSurvey> {
  const counts = new Map<string, number>();
  let example: TableRow | undefined;
  for await (const each of rows) {
    const kind = kindName(each.table, facetName(each.table, each.row));
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    if (example === undefined || compareTexts(rank(each), rank(example)) < 0) example = each;
  }
  return { counts, example };
}

/** Names the table and the facet of a row. */
export function kindName(table: TableName, facet: string): string {
  return table === 'course-scores' ? table : `${table}, ${facet}`;
}

/** A grade says more to people than anything else, one that changed more than a new one; then the oldest. */
function rank({ table, row }: TableRow): string[] {
  const { now, before } = statesOf(row);
  const isGrade = table === 'submissions' && facetName(table, row) === 'grade';
  const score = now['score'] ?? null;
  const hasChanged = before !== null && score !== null && (before['score'] ?? score) !== score;
  const isLast = (condition: boolean) => (condition ? '1' : '0');
  return [
    isLast(!isGrade),
    isLast(!hasChanged),
    isLast(before === null),
    String(row['event_time']),
    table,
    ...keyOf(table, row),
  ];
}
