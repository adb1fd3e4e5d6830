import { type FieldType, facets } from '../../lambdas/consume-live-events/domain/facets.ts';
import { type RowType, rowTypeNames, rowTypes } from '../../lambdas/consume-live-events/domain/row-types.ts';
import { expiryAttribute, tables } from '../../lambdas/consume-live-events/domain/tables.ts';

/**
 * What a column holds. An id is text; an instant is text as in the tables, and a timestamp where the file
 * format has one; ids are a JSON list in a text, because not every format has lists.
 */
export type ColumnType = 'text' | 'double' | 'integer' | 'boolean' | 'instant' | 'ids';

/** A column of a flat file, and where in a row's item its value is. */
export type Column = { readonly name: string; readonly type: ColumnType; readonly path: readonly string[] };

const columnTypes: { readonly [Type in FieldType]: ColumnType } = {
  text: 'text',
  number: 'double',
  count: 'integer',
  flag: 'boolean',
  instant: 'instant',
  id: 'text',
  ids: 'ids',
};

/** The columns of every row type, in the order that its file has them. */
export const columns = Object.fromEntries(rowTypeNames.map((type) => [type, columnsOf(type)])) as {
  readonly [Type in RowType]: Column[];
};

function columnsOf(type: RowType): Column[] {
  const { table, facet, identity } = rowTypes[type];
  const { values, details } = facets[facet];
  const { partitionKey, sortKey } = tables[table];
  return [
    ...[partitionKey, sortKey, ...identity].map((name) => column(name, 'text', name)),
    ...stateColumns('current', { ...values, ...details }),
    ...stateColumns('previous', values),
    column('previous_event_time', 'instant', 'previous', 'event_time'),
    column('previous_source', 'text', 'previous', 'source'),
    column('event_name', 'text', 'event_name'),
    column('event_time', 'instant', 'event_time'),
    column('revision', 'integer', 'revision'),
    column('written_at', 'instant', 'written_at'),
    column(expiryAttribute, 'integer', expiryAttribute),
  ];
}

function stateColumns(
  state: 'current' | 'previous',
  fields: { readonly [name: string]: FieldType },
): Column[] {
  return Object.entries(fields).map(([name, type]) =>
    column(`${state}_${name}`, columnTypes[type], state, name),
  );
}

function column(name: string, type: ColumnType, ...path: readonly string[]): Column {
  return { name, type, path };
}

/** What a table or a row type is called in SQL: `submissions_grade`. */
export function sqlName(name: string): string {
  return name.replaceAll('-', '_');
}
