import {
  allTableNames,
  allTables,
  type TableDefinition,
} from '../../lambdas/consume-live-events/domain/tables.ts';
import { type Item, sizeOf } from './item-size.ts';

/** What writing an item would cost. */
export type WriteCost = { readonly writeUnits: number; readonly indexWriteUnits: number };

export type StoredTables = {
  /** Names an item uniquely among those of all tables. */
  readonly idOf: (table: string, key: Item) => string;
  readonly get: (table: string, key: Item) => Item | undefined;
  /** Replaces an item, or makes it. */
  readonly put: (table: string, item: Item) => WriteCost;
  /** What a refused conditional write costs. */
  readonly refusedWriteUnits: (table: string, key: Item) => number;
  readonly readUnits: (table: string, key: Item, consistent: boolean) => number;
  readonly clear: () => void;
  readonly stored: () => Record<string, number>;
};

type Stored = { readonly item: Item; readonly bytes: number };
type StoredTable = { readonly definition: Definition; readonly items: Map<string, Stored> };
type Definition = Pick<TableDefinition, 'partitionKey' | 'indexes'> & { readonly sortKey?: string };

/** Opens tables without items; each comes to be when it is first spoken of, its keys told by how its name ends. */
export function openTables(): StoredTables {
  const byName = new Map<string, StoredTable>();

  function tableOf(name: string): StoredTable {
    const known = byName.get(name);
    if (known !== undefined) return known;
    const table = { definition: definitionOf(name), items: new Map<string, Stored>() };
    byName.set(name, table);
    return table;
  }

  function find(table: string, key: Item): Stored | undefined {
    const { definition, items } = tableOf(table);
    return items.get(keyOf(definition, key));
  }

  return {
    idOf: (table, key) => `${table} ${keyOf(tableOf(table).definition, key)}`,
    get: (table, key) => find(table, key)?.item,
    put(table, item) {
      const { definition, items } = tableOf(table);
      const key = keyOf(definition, item);
      const before = items.get(key);
      const bytes = sizeOf(item);
      items.set(key, { item, bytes });
      return {
        writeUnits: writeUnitsOf(Math.max(bytes, before?.bytes ?? 0)),
        indexWriteUnits: indexWriteUnitsOf(definition, before?.item, item),
      };
    },
    refusedWriteUnits: (table, key) => writeUnitsOf(find(table, key)?.bytes ?? 0),
    readUnits: (table, key, consistent) =>
      Math.max(1, Math.ceil((find(table, key)?.bytes ?? 0) / 4096)) * (consistent ? 1 : 0.5),
    clear: () => byName.clear(),
    stored: () => Object.fromEntries([...byName].map(([name, { items }]) => [name, items.size])),
  };
}

function definitionOf(name: string): Definition {
  if (name.endsWith('-idempotency')) return { partitionKey: 'id', indexes: {} };
  // The longest first: `-course-scores` ends with `-scores` too.
  const endings = allTableNames.toSorted((a, b) => b.length - a.length);
  const ending = endings.find((table) => name.endsWith(`-${table}`));
  if (ending === undefined) throw new Error(`no table is named ${name}`);
  return allTables[ending];
}

function keyOf({ partitionKey, sortKey }: Definition, item: Item): string {
  const partition = item[partitionKey]?.S;
  const sort = sortKey === undefined ? '' : item[sortKey]?.S;
  if (partition === undefined || sort === undefined) throw new Error('the item has no key');
  return `${partition} ${sort}`;
}

function writeUnitsOf(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 1024));
}

/** An entry of keys is well below a kilobyte: one unit where it comes or goes, two where its key changes. */
function indexWriteUnitsOf({ indexes }: Definition, before: Item | undefined, after: Item): number {
  let units = 0;
  for (const { partitionKey, sortKey } of Object.values(indexes)) {
    const entryOf = (item: Item | undefined) => {
      const [partition, sort] = [item?.[partitionKey]?.S, item?.[sortKey]?.S];
      return partition === undefined || sort === undefined ? undefined : `${partition} ${sort}`;
    };
    const [old, fresh] = [entryOf(before), entryOf(after)];
    if (old !== fresh) units += (old === undefined ? 0 : 1) + (fresh === undefined ? 0 : 1);
  }
  return units;
}
