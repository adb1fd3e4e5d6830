import {
  commentPrefix,
  type RowType,
  rowTypeNames,
  rowTypes,
} from '../../lambdas/consume-live-events/domain/row-types.ts';
import { hasFacets, type TableName, tableNames } from '../../lambdas/consume-live-events/domain/tables.ts';
import { type Column, type ColumnType, columns, sqlName } from '../reader/columns.ts';

const head = `\
-- Athena (engine version 3) over exports of the three tables to S3, in the format DYNAMODB_JSON: see exports.md.
-- Made by "npm run athena" from the catalogue of rows.
--
-- Put the folders of your exports into LOCATION, and run the statements one at a time in one database. The
-- views have the columns of the files that "npm run export" writes.
--
-- A line is one item in DynamoDB's JSON, {"Item": {"submission_id": {"S": "21070000000011086"}, ...}}, and is
-- read as one text: a control character, the delimiter here, cannot occur in JSON.
--
-- Timestamps are UTC without saying so. Athena keeps no time zone in a view, and does not cast the type that
-- from_iso8601_timestamp gives to one without.
`;

/** Writes the statements of docs/athena.sql: an external table a table, a view a row type. */
export function athenaSql(): string {
  return [head, ...tableNames.map(externalTable), ...rowTypeNames.map(view)].join('\n');
}

function externalTable(table: TableName): string {
  return `\
CREATE EXTERNAL TABLE ${sqlName(table)}_export (line string)
ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\001' LINES TERMINATED BY '\\n'
STORED AS TEXTFILE
LOCATION 's3://BUCKET/${table}/AWSDynamoDB/EXPORT_ID/data/';
`;
}

function view(type: RowType): string {
  return `\
CREATE OR REPLACE VIEW ${sqlName(type)} AS
SELECT
${columns[type].map((column) => `  ${expression(column)} AS ${column.name}`).join(',\n')}
FROM (
  SELECT
    json_extract(line, '$.Item') AS item,
    json_extract(line, '$.Item.current.M') AS current_state,
    json_extract(line, '$.Item.previous.M') AS previous_state
  FROM ${sqlName(rowTypes[type].table)}_export
)${condition(type)};
`;
}

function condition(type: RowType): string {
  const { table, facet } = rowTypes[type];
  if (!hasFacets(table)) return '';
  const isOfFacet = facet === 'comment' ? `LIKE '${commentPrefix}%'` : `= '${facet}'`;
  return `\nWHERE json_extract_scalar(item, '$.facet.S') ${isOfFacet}`;
}

function expression({ type, path }: Column): string {
  const [first = '', second] = path;
  return second === undefined ? readers[type]('item', first) : readers[type](`${first}_state`, second);
}

const scalar = (map: string, path: string) => `json_extract_scalar(${map}, '$.${path}')`;

/** How a column's value is read out of a map of attributes. */
const readers: { readonly [Type in ColumnType]: (map: string, name: string) => string } = {
  text: (map, name) => scalar(map, `${name}.S`),
  double: (map, name) => `CAST(${scalar(map, `${name}.N`)} AS double)`,
  integer: (map, name) => `CAST(${scalar(map, `${name}.N`)} AS bigint)`,
  boolean: (map, name) => `CAST(${scalar(map, `${name}.BOOL`)} AS boolean)`,
  instant: (map, name) =>
    `CAST(replace(replace(${scalar(map, `${name}.S`)}, 'T', ' '), 'Z', '') AS timestamp)`,
  ids: (map, name) =>
    `replace(replace(json_format(json_extract(${map}, '$.${name}.L')), '{"S":', ''), '}', '')`,
};
