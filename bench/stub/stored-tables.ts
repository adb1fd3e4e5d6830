import { allTables, type TableDefinition } from '../../lambdas/consume-live-events/domain/tables.ts';
import type { Counts } from './counts.ts';
import { type Item, sizeOf } from './item-size.ts';

type Definition = Pick<TableDefinition, 'partitionKey' | 'indexes'> & { readonly sortKey?: string };
type Stored = { readonly item: Item; readonly bytes: number };

/** By the names that the designs find in their environment. */
const definitions: { readonly [name: string]: Definition } = {
  ...Object.fromEntries(Object.entries(allTables).map(([name, definition]) => [`bench-${name}`, definition])),
  'bench-idempotency': { partitionKey: 'id', indexes: {} },
};

/** Opens tables without items, which count what they are asked. */
export function openTables(counts: Counts) {
  const stored = new Map<string, Stored>();

  return {
    idOf,
    find: (table: string, key: Item): Item | undefined => stored.get(idOf(table, key))?.item,

    read(table: string, key: Item, isConsistent: boolean): Item | undefined {
      const found = stored.get(idOf(table, key));
      counts.readUnits += Math.max(1, Math.ceil((found?.bytes ?? 0) / 4096)) * (isConsistent ? 1 : 0.5);
      return found?.item;
    },

    /** Replaces an item, or makes it. */
    put(table: string, item: Item): void {
      const id = idOf(table, item);
      const before = stored.get(id);
      const bytes = sizeOf(item);
      stored.set(id, { item, bytes });
      counts.written += 1;
      counts.writeUnits += writeUnitsOf(Math.max(bytes, before?.bytes ?? 0));
      counts.indexWriteUnits += indexWriteUnitsOf(definitionOf(table), before?.item, item);
    },

    /** Does not write, since a condition does not hold: that costs as much as the item that is there. */
    refuse(table: string, key: Item): void {
      counts.refused += 1;
      counts.writeUnits += writeUnitsOf(stored.get(idOf(table, key))?.bytes ?? 0);
    },

    clear: () => stored.clear(),
  };
}

function definitionOf(table: string): Definition {
  const definition = definitions[table];
  if (definition === undefined) throw new Error(`no table is named ${table}`);
  return definition;
}

/** Names an item uniquely among those of all tables. */
function idOf(table: string, item: Item): string {
  const { partitionKey, sortKey } = definitionOf(table);
  const partition = item[partitionKey]?.S;
  const sort = sortKey === undefined ? '' : item[sortKey]?.S;
  if (partition === undefined || sort === undefined) throw new Error('the item has no key');
  return `${table} ${partition} ${sort}`;
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
