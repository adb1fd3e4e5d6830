/** What DynamoDB was asked by one operation, in its own units. */
export type OperationCounts = {
  /** HTTP requests. */
  requests: number;
  /** Items asked for or written, or statements. */
  items: number;
  /** Of the items, those whose condition was refused. */
  refused: number;
  readUnits: number;
  /** Of the tables; a refused write costs units too. */
  writeUnits: number;
  /** Of the keys-only indexes of the tables. */
  indexWriteUnits: number;
};

export const operations = [
  'PutItem',
  'GetItem',
  'BatchGetItem',
  'UpdateItem',
  'BatchExecuteStatement',
  'Scan',
  'SendMessage',
] as const;

export type Operation = (typeof operations)[number];

/** Exact, and of DynamoDB's documented rules; of every operation that came since the last reset. */
export type Counts = {
  readonly operations: { readonly [Name in Operation]?: Readonly<OperationCounts> };
  /** Items that the tables hold now, by physical table name, whatever was reset. */
  readonly stored: { readonly [table: string]: number };
};

export function noCounts(): OperationCounts {
  return { requests: 0, items: 0, refused: 0, readUnits: 0, writeUnits: 0, indexWriteUnits: 0 };
}

/** Adds what all operations took together. */
export function totalOf(counts: Counts): OperationCounts {
  const total = noCounts();
  for (const one of Object.values(counts.operations)) {
    for (const name of Object.keys(total) as (keyof OperationCounts)[]) total[name] += one[name];
  }
  return total;
}

/** Items that were written, of any table and by any operation: none whose condition was refused. */
export function putsOf({ operations: { PutItem, UpdateItem, BatchExecuteStatement } }: Counts): number {
  return [PutItem, UpdateItem, BatchExecuteStatement].reduce(
    (sum, one) => sum + (one ? one.items - one.refused : 0),
    0,
  );
}
