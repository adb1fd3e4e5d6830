import type { Value } from './facets.ts';
import type { TableName } from './tables.ts';

/**
 * What an event says of one row, in our names: ids in global form, instants in UTC, null for what is
 * known to be empty, undefined for what the event's format never says.
 */
export type Facts = {
  readonly eventTime: string;
  readonly table: TableName;
  readonly key: { readonly [attribute: string]: string };
  /** Attributes that say whose row it is; null where the event does not know. */
  readonly identity: { readonly [attribute: string]: string | null };
  readonly state: RawState;
  /** The values before; null where the event's format never reports them. */
  readonly old: RawState | null;
};

export type RawState = { readonly [name: string]: Value | bigint | undefined };

/** Which of the two texts that events carry are kept, as `body` of their rows. */
export type StoreText = { readonly comment: boolean; readonly submission: boolean };
