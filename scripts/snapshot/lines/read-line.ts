import * as v from 'valibot';
import { isRecord } from '../../../lambdas/consume-live-events/domain/decode.ts';
import type { State } from '../../../lambdas/consume-live-events/domain/facets.ts';
import { printableName } from '../../../lambdas/consume-live-events/domain/printable-name.ts';
import {
  type RowType,
  rowTypeNames,
  rowTypeOf,
  rowTypes,
} from '../../../lambdas/consume-live-events/domain/row-types.ts';
import type { Snapshot } from '../../../lambdas/consume-live-events/domain/snapshot.ts';
import { type TableName, tableNames } from '../../../lambdas/consume-live-events/domain/tables.ts';
import { parseJson } from '../parse-json.ts';
import { type LineSchema, lineSchemas } from './line-schemas.ts';

/** One line of the neutral form, see docs/snapshot-lines.md: the state of one row as a snapshot of Canvas has it. */
export type Line = Snapshot;

/** A line, or what is wrong with it: a field's path and what was expected of it, never a value. */
export type ReadLine =
  | { readonly ok: true; readonly line: Line }
  | { readonly ok: false; readonly field: string; readonly expected: string };

/**
 * Reads one line of the neutral form.
 *
 * @param latest an instant that no state can be newer than: one from the future would beat every event
 *   until then
 */
export function readLine(text: string, latest: string): ReadLine {
  const json = parseJson(text);
  if (!isRecord(json)) return refuse('line', 'expected a JSON object');
  const table = tableNames.find((name) => name === json['table']);
  if (table === undefined) return refuse('table', `expected ${tableNames.join(', ')}`);
  const type = rowTypeOf(table, isRecord(json['key']) ? json['key'] : {});
  if (type === undefined) return refuse('key.facet', `expected ${facetsOf(table).join(', ')}`);
  const parsed = v.safeParse(lineSchemas[type], json, { abortEarly: true });
  if (!parsed.success) return refuse(pathOf(parsed.issues[0]), parsed.issues[0].message);
  if (parsed.output.as_of > latest) return refuse('as_of', 'expected an instant that is not in the future');
  return { ok: true, line: toLine(type, parsed.output) };
}

export function refuse(field: string, expected: string): ReadLine {
  return { ok: false, field, expected };
}

function facetsOf(table: TableName): string[] {
  return rowTypeNames
    .map((type) => rowTypes[type])
    .flatMap((type) => (type.table === table ? type.facet : []));
}

/** A name in a path may be one that the file made up. */
function pathOf(issue: v.BaseIssue<unknown>): string {
  const names = issue.path?.map(({ key }) => (typeof key === 'number' ? String(key) : printableName(key)));
  return names?.join('.') ?? 'line';
}

function toLine(type: RowType, output: v.InferOutput<LineSchema>): Line {
  const { table, facet } = rowTypes[type];
  return {
    table,
    key: output.key as Line['key'],
    facet,
    identity: withoutNulls(output.identity),
    values: output.values as State,
    details: output.details as State,
    asOf: output.as_of,
    source: output.source,
    onlyExisting: output.only_existing,
  };
}

function withoutNulls(identity: { readonly [attribute: string]: unknown }): Line['identity'] {
  const known = Object.entries(identity).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(known) as Line['identity'];
}
