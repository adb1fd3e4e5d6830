import { type Column, columns as columnsByType, type FileType, fileTypes } from '../reader/columns.ts';

/** Attributes whose columns stand last, in this order; before them are type, key and identity. */
const last = [
  'current',
  'previous',
  'state',
  'old',
  'event_name',
  'event_time',
  'revision',
  'written_at',
  'expires_at',
];

/** Lists the columns that rows, or entries of the history, of some types fill, under the names of the export's files. */
export function columnsOf(types: readonly FileType[]): Pick<Column, 'name' | 'path'>[] {
  const rank = ({ path: [attribute = ''] }: Column) => last.indexOf(attribute);
  const ordered = fileTypes
    .filter((type) => types.includes(type))
    .flatMap((type) => columnsByType[type])
    .toSorted((a, b) => rank(a) - rank(b));
  const type = { name: 'type', path: ['type'] };
  return [...new Map([type, ...ordered].map((column) => [column.name, column])).values()];
}
