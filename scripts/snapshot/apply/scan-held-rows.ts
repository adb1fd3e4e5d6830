import { paginateScan } from '@aws-sdk/client-dynamodb';
import { facetOf } from '../../../lambdas/consume-live-events/domain/row-types.ts';
import { tableNames, tables } from '../../../lambdas/consume-live-events/domain/tables.ts';
import type { System } from '../../system/connect.ts';
import type { HeldRow } from '../source.ts';

/** Reads which rows there are, of all tables. Half a read unit for every 4 KB of them. */
export async function* scanHeldRows(
  { dynamodb, physicalNames }: Pick<System, 'dynamodb' | 'physicalNames'>,
  signal: AbortSignal,
): AsyncGenerator<HeldRow> {
  for (const table of tableNames) {
    const { partitionKey, sortKey } = tables[table];
    const pages = paginateScan(
      { client: dynamodb },
      { TableName: physicalNames[table], ProjectionExpression: `${partitionKey}, ${sortKey}` },
      { abortSignal: signal },
    );
    for await (const { Items = [] } of pages) {
      for (const item of Items) {
        const key = [item[partitionKey]?.S ?? '', item[sortKey]?.S ?? ''] as const;
        const facet = facetOf(table, { [sortKey]: key[1] });
        if (facet !== undefined) yield { facet, key };
      }
    }
  }
}
