import { type FieldType, facets } from '../../lambdas/consume-live-events/domain/facets.ts';
import { type RowType, rowTypeNames, rowTypes } from '../../lambdas/consume-live-events/domain/row-types.ts';
import {
  type AnyTableName,
  expiryAttribute,
  tables,
} from '../../lambdas/consume-live-events/domain/tables.ts';

/**
 * What a column holds. An id is text; an instant is text as in the tables, and a timestamp where the file
 * format has one; ids are a JSON list in a text, because not every format has lists.
 */
export type ColumnType = 'text' | 'double' | 'integer' | 'boolean' | 'instant' | 'ids';

/** What has a file and a view of its own: a type of row, and the history of one. */
export type FileType = RowType | HistoryType;
export type HistoryType = `history-${RowType}`;

export const historyTypes = rowTypeNames.map(historyOf);
export const fileTypes: readonly FileType[] = [...rowTypeNames, ...historyTypes];

/** Names the history of a type of row. */
export function historyOf(type: RowType): HistoryType {
  return `history-${type}`;
}

/** Tells the table that holds what a file has. */
export function tableOfFile(type: FileType): AnyTableName {
  return isHistory(type) ? 'history' : rowTypes[type].table;
}

/** Tells the type of the rows that a file has, or has the history of. */
export function rowTypeOfFile(type: FileType): RowType {
  return isHistory(type) ? (type.slice('history-'.length) as RowType) : type;
}

export function isHistory(type: FileType): type is HistoryType {
  return type.startsWith('history-');
}

/** A column of a flat file, and where in an item its value is. */
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

/** The columns of every file, in its order. The first two are the key. */
export const columns = Object.fromEntries(
  fileTypes.map((type) => [type, columnsOf(rowTypeOfFile(type), isHistory(type))]),
) as { readonly [Type in FileType]: Column[] };

function columnsOf(type: RowType, isOfHistory: boolean): Column[] {
  const { values, details } = facets[rowTypes[type].facet];
  const event = [column('event_name', 'text'), column('event_time', 'instant')];
  const writing = [column('written_at', 'instant'), column(expiryAttribute, 'integer')];
  if (isOfHistory) {
    return [
      column('entity', 'text'),
      column('entry', 'text'),
      ...ownerColumns(type),
      ...stateColumns('state', { ...values, ...details }),
      ...stateColumns('old', values),
      ...event,
      ...writing,
    ];
  }
  return [
    ...ownerColumns(type),
    ...stateColumns('current', { ...values, ...details }),
    ...stateColumns('previous', values),
    column('previous_event_time', 'instant', ['previous', 'event_time']),
    column('previous_source', 'text', ['previous', 'source']),
    ...event,
    column('revision', 'integer'),
    ...writing,
  ];
}

/** Whose a row is: its key, and its identity. */
function ownerColumns(type: RowType): Column[] {
  const { table, identity } = rowTypes[type];
  const { partitionKey, sortKey } = tables[table];
  return [partitionKey, sortKey, ...identity].map((name) => column(name, 'text'));
}

function stateColumns(
  state: 'current' | 'previous' | 'state' | 'old',
  fields: { readonly [name: string]: FieldType },
): Column[] {
  return Object.entries(fields).map(([name, type]) =>
    column(`${state}_${name}`, columnTypes[type], [state, name]),
  );
}

function column(name: string, type: ColumnType, path: readonly string[] = [name]): Column {
  return { name, type, path };
}

/** What a table or a file is called in SQL: `submissions_grade`. */
export function sqlName(name: string): string {
  return name.replaceAll('-', '_');
}
