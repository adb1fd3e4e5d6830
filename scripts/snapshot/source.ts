import type { Facet } from '../../lambdas/consume-live-events/domain/facets.ts';
import type { RowKey } from '../../lambdas/consume-live-events/row-item.ts';
import type { Line } from './lines/read-line.ts';
import type { Summary } from './summary.ts';

/**
 * What a snapshot of Canvas says, wherever it comes from.
 *
 * A source that could be opened is whole: it was checked before the first line, so what is written of it is
 * not half a file.
 */
export type Source = {
  /**
   * An instant known to be no later than the moment at which any of the states was read; null where the
   * source does not say.
   */
  readonly notAfter: string | null;
  /** How many lines there are, at most: to tell how long it will take. */
  readonly atMost: number;
  /** Gives all lines, in pages. Can be called once. */
  readonly lines: () => AsyncIterable<readonly Line[]>;
  /** Grows while lines are read, and is complete when all of them were. */
  readonly summary: Summary;
  /** Finds rows of ours that the snapshot has no record of; for a source that is known to hold all there are. */
  readonly findUnknown?: (rows: AsyncIterable<HeldRow>) => Promise<Unknown>;
  /** Removes what was put on disk. Also to be called when not all lines were read. */
  readonly close: () => Promise<void>;
};

/** Which row is here, by the values of its partition key and its sort key. */
export type HeldRow = { readonly facet: Facet; readonly key: readonly [string, string] };

/** Rows that are here and not there: reported, never acted on. */
export type Unknown = {
  readonly counts: { readonly [Name in Facet]?: number };
  /** The first of them. */
  readonly examples: readonly RowKey[];
};
