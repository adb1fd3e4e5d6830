import * as v from 'valibot';
import { isRecord } from '../../../lambdas/consume-live-events/domain/decode.ts';
import { type Facet, facetOf, type State } from '../../../lambdas/consume-live-events/domain/facets.ts';
import { printableName } from '../../../lambdas/consume-live-events/domain/names.ts';
import { type TableName, tableNames } from '../../../lambdas/consume-live-events/domain/tables.ts';
import type { Line } from './line.ts';
import { type LineSchema, lineSchemas } from './line-schemas.ts';

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
  const schemas = lineSchemas[table];
  const facet = facetFor(table, json['key']);
  const schema = Object.hasOwn(schemas, facet) ? schemas[facet] : undefined;
  if (schema === undefined) return refuse('key.facet', `expected ${Object.keys(schemas).join(', ')}`);
  const parsed = v.safeParse(schema, json, { abortEarly: true });
  if (!parsed.success) return refuse(pathOf(parsed.issues[0]), parsed.issues[0].message);
  if (parsed.output.as_of > latest) return refuse('as_of', 'expected an instant that is not in the future');
  return { ok: true, line: toLine(table, facet, parsed.output) };
}

function refuse(field: string, expected: string): ReadLine {
  return { ok: false, field, expected };
}

/** What `JSON.parse` says of an error quotes its input, and stops here. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Takes the key's word for it: whether there is such a facet is for the caller to find out. */
function facetFor(table: TableName, key: unknown): Facet {
  const facet = isRecord(key) ? key['facet'] : undefined;
  return facetOf(table, { facet: typeof facet === 'string' ? facet : '' });
}

/** A name in a path may be one that the file made up. */
function pathOf(issue: v.BaseIssue<unknown>): string {
  const names = issue.path?.map(({ key }) => (typeof key === 'number' ? String(key) : printableName(key)));
  return names?.join('.') ?? 'line';
}

function toLine(table: TableName, facet: Facet, output: v.InferOutput<LineSchema>): Line {
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
