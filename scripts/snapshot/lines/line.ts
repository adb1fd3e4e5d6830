import type { Facet, State } from '../../../lambdas/consume-live-events/domain/facets.ts';
import type { TableName } from '../../../lambdas/consume-live-events/domain/tables.ts';

/** Where a line's state was read; also part of the name that its row's state has. */
export const lineSources = ['canvas_data_2', 'api'] as const;

/**
 * The state of one row as a snapshot of Canvas has it: one line of the neutral form, see
 * docs/snapshot-lines.md.
 *
 * Ids are in global form, instants in UTC with milliseconds.
 */
export type Line = {
  readonly table: TableName;
  readonly key: { readonly [attribute: string]: string };
  readonly facet: Facet;
  /** Attributes that say whose row it is; those that the source does not know are left out. */
  readonly identity: { readonly [attribute: string]: string };
  /** All values of the facet. One that Canvas has none for is null. */
  readonly values: State;
  /** Those details that the source knows. */
  readonly details: State;
  /** When Canvas last changed this state: of all records it was read from, the newest `updated_at`. */
  readonly asOf: string;
  readonly source: (typeof lineSources)[number];
  /** Whether the line says nothing where there is no row yet. */
  readonly onlyExisting: boolean;
};
