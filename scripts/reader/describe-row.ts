import { facets } from '../../lambdas/consume-live-events/domain/facets.ts';
import { facetOf } from '../../lambdas/consume-live-events/domain/row-types.ts';
import { type TableName, tables } from '../../lambdas/consume-live-events/domain/tables.ts';
import { toJson } from '../command/harmless.ts';
import type { PlainRow } from './plain-row.ts';

type State = { readonly [name: string]: unknown };

/**
 * Puts a row into words, a cell each: what it is of, its facet, now, before, and who and when.
 *
 *     submission 21070000000011086 | grade | now "5" 5 of 1 (graded) | before "4" 4 of 1 (reported) | …
 */
export function describeRow(table: TableName, row: PlainRow): string[] {
  const facet = facetName(table, row);
  const now = (row['current'] ?? {}) as State;
  const before = row['previous'] as State | null | undefined;
  const describe = facet === 'grade' ? describeGrade : describeValues(facet);
  return [
    describeKey(table, row),
    ...(table === 'course-scores' ? [] : [show(row['facet'])]),
    `now ${describe(now)}`,
    before ? `before ${describe(before, now)}` : 'before -',
    describeCircumstances(table, row, now),
  ];
}

/** Names the facet of a row as `facets` does; all comments are of one. */
export function facetName(table: TableName, row: PlainRow): string {
  return facetOf(table, row) ?? 'unknown';
}

function describeKey(table: TableName, row: PlainRow): string {
  const { partitionKey, sortKey } = tables[table];
  return [partitionKey, sortKey]
    .filter((name) => name.endsWith('_id'))
    .map((name) => `${labelOf(name.slice(0, -'_id'.length))} ${show(row[name])}`)
    .join(' ');
}

function describeGrade(state: State): string {
  const { grade, score, points_possible: points, status, hidden, source } = state;
  const remarks = [status, hidden === true ? 'hidden' : null, source].filter(isKnown).map(show);
  return [
    isKnown(grade) ? toJson(String(grade)) : 'no grade',
    ...(isKnown(score) ? [show(score)] : []),
    ...(isKnown(points) ? [`of ${show(points)}`] : []),
    ...(remarks.length > 0 ? [`(${remarks.join(', ')})`] : []),
  ].join(' ');
}

/** Tells the values that say something; beside another state, those in which the two differ. */
function describeValues(facet: string): (state: State, beside?: State) => string {
  const names: readonly string[] = Object.hasOwn(facets, facet)
    ? Object.keys(facets[facet as keyof typeof facets].values)
    : [];
  return (state, beside) => {
    const told = names.filter((name) =>
      beside === undefined
        ? isKnown(state[name]) && state[name] !== false
        : show(state[name]) !== show(beside[name]),
    );
    const phrases = told.map((name) => describeValue(labelOf(name), state[name]));
    const source = isKnown(state['source']) ? ` (${show(state['source'])})` : '';
    return (phrases.join(', ') || 'none') + source;
  };
}

function describeValue(label: string, value: unknown): string {
  if (!isKnown(value)) return `no ${label}`;
  if (typeof value === 'boolean') return value ? label : `not ${label}`;
  return `${label} ${show(value)}`;
}

function describeCircumstances(table: TableName, row: PlainRow, now: State): string {
  const parts = [
    table !== 'course-scores' && isKnown(row['user_id']) ? [`student ${show(row['user_id'])}`] : [],
    isKnown(now['grader_id']) ? [`by ${show(now['grader_id'])}`] : [],
    [`at ${show(now['event_time'])}`],
  ];
  return parts.flat().join(' ');
}

function labelOf(name: string): string {
  return name.replace(/_score$/, '').replaceAll('_', ' ');
}

function isKnown(value: unknown): boolean {
  return value !== null && value !== undefined;
}

/** Puts a value into words, or `-` for none. What is more than a word is quoted. */
function show(value: unknown): string {
  if (!isKnown(value)) return '-';
  const text = Array.isArray(value) ? `[${value.map(show).join(', ')}]` : String(value);
  return /^[\w.:+\-#[\], ]*$/.test(text) ? text : toJson(text);
}
