/** What DynamoDB was asked since the last reset, in its own units: exact, by its documented rules. */
export type Counts = {
  /** HTTP requests. */
  requests: number;
  /** Items that were written, of any table and by any operation. */
  written: number;
  /** Writes whose condition was refused. */
  refused: number;
  readUnits: number;
  /** Of the tables; a refused write costs units too. */
  writeUnits: number;
  /** Of the keys-only indexes of the tables. */
  indexWriteUnits: number;
};

export function noCounts(): Counts {
  return { requests: 0, written: 0, refused: 0, readUnits: 0, writeUnits: 0, indexWriteUnits: 0 };
}
