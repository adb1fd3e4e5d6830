import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Facet } from '../../lambdas/consume-live-events/domain/facets.ts';
import { commentPrefix } from '../../lambdas/consume-live-events/domain/row-types.ts';
import { hasFacets, type TableName } from '../../lambdas/consume-live-events/domain/tables.ts';

/** A part of an expression of DynamoDB, and the values it names. */
export type FacetCondition = {
  readonly expressions: readonly string[];
  readonly values: { readonly [name: string]: AttributeValue };
};

/** Asks for the rows of a facet; for all where none is given, and in a table whose rows have no such attribute. */
export function facetCondition(table: TableName, facet: Facet | undefined): FacetCondition {
  if (facet === undefined || !hasFacets(table)) return { expressions: [], values: {} };
  return facet === 'comment'
    ? { expressions: ['begins_with(facet, :facet)'], values: { ':facet': { S: commentPrefix } } }
    : { expressions: ['facet = :facet'], values: { ':facet': { S: facet } } };
}
