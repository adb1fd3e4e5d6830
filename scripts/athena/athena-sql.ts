import { commentPrefix, rowTypes } from '../../lambdas/consume-live-events/domain/row-types.ts';
import {
  type AnyTableName,
  allTableNames,
  hasFacets,
} from '../../lambdas/consume-live-events/domain/tables.ts';
import {
  type Column,
  type ColumnType,
  columns,
  type FileType,
  fileTypes,
  isHistory,
  rowTypeOfFile,
  sqlName,
  tableOfFile,
} from '../reader/columns.ts';

const head = `\
-- Athena (engine version 3) over exports of the tables to S3, in the format DYNAMODB_JSON: see exports.md.
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

/** Writes the statements of docs/athena.sql: an external table a table, a view a row type and one for its history. */
export function athenaSql(): string {
  return [head, ...allTableNames.map(externalTable), ...fileTypes.map(view)].join('\n');
}

function externalTable(table: AnyTableName): string {
  return `\
CREATE EXTERNAL TABLE ${sqlName(table)}_export (line string)
ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\001' LINES TERMINATED BY '\\n'
STORED AS TEXTFILE
LOCATION 's3://BUCKET/${table}/AWSDynamoDB/EXPORT_ID/data/';
`;
}

function view(type: FileType): string {
  const [now, before] = isHistory(type) ? ['state', 'old'] : ['current', 'previous'];
  return `\
CREATE OR REPLACE VIEW ${sqlName(type)} AS
SELECT
${columns[type].map((column) => `  ${expression(column)} AS ${column.name}`).join(',\n')}
FROM (
  SELECT
    json_extract(line, '$.Item') AS item,
    json_extract(line, '$.Item.${now}.M') AS ${now}_state,
    json_extract(line, '$.Item.${before}.M') AS ${before}_state
  FROM ${sqlName(tableOfFile(type))}_export
)${condition(type)};
`;
}

function condition(type: FileType): string {
  const { table, facet } = rowTypes[rowTypeOfFile(type)];
  const isOfFacet = facet === 'comment' ? `LIKE '${commentPrefix}%'` : `= '${facet}'`;
  const conditions = [
    ...(isHistory(type) ? [`${scalar('item', 'entity.S')} LIKE '${table}#%'`] : []),
    ...(hasFacets(table) ? [`${scalar('item', 'facet.S')} ${isOfFacet}`] : []),
  ];
  return conditions.length === 0 ? '' : `\nWHERE ${conditions.join(' AND ')}`;
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
