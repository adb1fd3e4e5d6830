import type { FieldType, FieldTypes } from './facets.ts';
import type { DetailsOf, IdentityOf, KeyOf, RowType, ValuesOf } from './row-types.ts';

/**
 * What an event says of one row, in our names: ids in global form, instants in UTC, null for what is
 * known to be empty, undefined for what the event's format never says.
 */
export type Observed = ObservedRow & { readonly eventTime: string };

/** The same without its time, of a row of some type. */
export type ObservedRow<Type extends RowType = RowType> = {
  [Name in Type]: {
    readonly type: Name;
    readonly key: KeyOf<Name>;
    /** Attributes that say whose row it is; null where the event does not know. */
    readonly identity: { readonly [Attribute in IdentityOf<Name>]: string | null };
    readonly state: Partial<WholeState<Name>>;
    /** The values before; null where the event's format never reports them. */
    readonly old: Said<ValuesOf<Name>> | null;
  };
}[Type];

/** A state in which every value and detail is spoken of, if only as undefined: none can be forgotten. */
export type WholeState<Type extends RowType> = Said<ValuesOf<Type> & DetailsOf<Type>>;

/** Fields as they are said; a number that a double cannot hold exactly is still a bigint. */
type Said<Fields> = {
  readonly [Name in keyof Fields]: Fields[Name] extends FieldType ? Saying<Fields[Name]> : never;
};

type Saying<Type extends FieldType> =
  | FieldTypes[Type]
  | (Type extends 'number' ? bigint : never)
  | null
  | undefined;
