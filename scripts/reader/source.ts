import type { System } from '../system/connect.ts';

/** Where rows are read from: a client, and what the tables are called there. */
export type Source = Pick<System, 'dynamodb' | 'physicalNames'>;

/** How a read is stopped, and told of. */
export type Watch = {
  readonly signal: AbortSignal;
  /** Told after each page how many more rows were read, those that a selection leaves out included. */
  readonly onRead: (rows: number) => void;
};
