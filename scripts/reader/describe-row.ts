import { facets } from '../../lambdas/consume-live-events/domain/facets.ts';
import { facetOf } from '../../lambdas/consume-live-events/domain/row-types.ts';
import { type TableName, tables } from '../../lambdas/consume-live-events/domain/tables.ts';
import { toJson } from '../command/harmless.ts';
import type { PlainRow } from './plain-row.ts';

/** Values and details of a state, as a row holds them. */
export type PlainState = { readonly [name: string]: unknown };

/** What there is to say of a row whose states are told elsewhere. Absent is what its event does not say. */
export type RowParts = {
  /** What the row is of: `submission` or `score` and its id, `course` for a course score. */
  readonly subject: { readonly kind: string; readonly id: string };
  readonly student?: string;
  /** Of a grade: graded, ungraded, excused … */
  readonly status?: string;
  /** Whether the student cannot see it. */
  readonly hidden?: boolean;
  /** Who graded or wrote. Null: automatic. */
  readonly by?: string | null;
  /** Whether Canvas reported the state before, or it was observed. */
  readonly source?: string;
};

/** A row in words. The two states are without status, visibility and source: where these go is for a view to say. */
export type RowInWords = RowParts & {
  /** As its table names it, `comment#17`; a course score has none. */
  readonly facet: string | undefined;
  readonly now: string;
  /** Undefined where nothing earlier and different is known. */
  readonly before: string | undefined;
  readonly at: string;
};

/** Takes a row apart, no matter who shows it. */
export function partsOf(table: TableName, row: PlainRow): RowParts {
  const { partitionKey } = tables[table];
  const facet = facetName(table, row);
  const { now, before } = statesOf(row);
  const by = facet === 'comment' ? now['author_id'] : now['grader_id'];
  return {
    subject: { kind: partitionKey.replace(/_id$/, ''), id: String(row[partitionKey]) },
    ...(isText(row['user_id']) && { student: row['user_id'] }),
    ...(facet === 'grade' && isText(now['status']) && { status: now['status'] }),
    ...(typeof now['hidden'] === 'boolean' && { hidden: now['hidden'] }),
    ...((isText(by) || by === null) && { by }),
    ...(isText(before?.['source']) && { source: before['source'] }),
  };
}

/**
 * Puts a row into words, for a line of text.
 *
 *     now "5" 5 of 1, before "4" 4 of 1, status graded, source reported …
 */
export function describeRow(table: TableName, row: PlainRow): RowInWords {
  const { now, before } = statesOf(row);
  const facet = facetName(table, row);
  const describe = facet === 'grade' ? describeGrade : describeValues(facet);
  return {
    ...partsOf(table, row),
    facet: isText(row['facet']) ? row['facet'] : undefined,
    now: describe(now),
    before: before === null ? undefined : describe(before, now),
    at: show(now['event_time']),
  };
}

/** Adds in brackets what there is to remark of a state. */
export function withRemarks(words: string, ...remarks: readonly (string | undefined)[]): string {
  const known = remarks.filter(isKnown).map(show);
  return known.length === 0 ? words : `${words} (${known.join(', ')})`;
}

/** Names the facet of a row as `facets` does; all comments are of one. */
export function facetName(table: TableName, row: PlainRow): string {
  return facetOf(table, row) ?? 'unknown';
}

export function statesOf(row: PlainRow): { readonly now: PlainState; readonly before: PlainState | null } {
  return {
    now: (row['current'] ?? {}) as PlainState,
    before: (row['previous'] ?? null) as PlainState | null,
  };
}

/** Names a value and tells it, or says that there is none. */
export function describeValue(label: string, value: unknown, tell = show): string {
  if (!isKnown(value)) return `no ${label}`;
  if (typeof value === 'boolean') return value ? label : `not ${label}`;
  return `${label} ${tell(value)}`;
}

export function isKnown(value: unknown): boolean {
  return value !== null && value !== undefined;
}

function describeGrade({ grade, score, points_possible: points }: PlainState): string {
  return [
    isKnown(grade) ? toJson(String(grade)) : 'no grade',
    ...(isKnown(score) ? [show(score)] : []),
    ...(isKnown(points) ? [`of ${show(points)}`] : []),
  ].join(' ');
}

/** Tells the values that say something; beside another state, those in which the two differ. */
function describeValues(facet: string): (state: PlainState, beside?: PlainState) => string {
  const names: readonly string[] = Object.hasOwn(facets, facet)
    ? Object.keys(facets[facet as keyof typeof facets].values)
    : [];
  return (state, beside) => {
    const told = names.filter((name) =>
      beside === undefined
        ? isKnown(state[name]) && state[name] !== false
        : show(state[name]) !== show(beside[name]),
    );
    const labelOf = (name: string) => name.replace(/_score$/, '').replaceAll('_', ' ');
    return told.map((name) => describeValue(labelOf(name), state[name])).join(', ') || 'none';
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** Puts a value into words, or `-` for none. What is more than a word is quoted. */
function show(value: unknown): string {
  if (!isKnown(value)) return '-';
  const text = Array.isArray(value) ? `[${value.map(show).join(', ')}]` : String(value);
  return /^[\w.:+\-#[\], ]*$/.test(text) ? text : toJson(text);
}
