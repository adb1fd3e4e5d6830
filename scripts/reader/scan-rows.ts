import { paginateScan } from '@aws-sdk/client-dynamodb';
import type { Facet } from '../../lambdas/consume-live-events/domain/facets.ts';
import type { TableName } from '../../lambdas/consume-live-events/domain/tables.ts';
import { facetCondition } from './facet-condition.ts';
import { interleave } from './interleave.ts';
import type { Page } from './query-rows.ts';
import { readRow } from './read-row.ts';
import type { Source, Watch } from './source.ts';

export type Scan = {
  /** UTC with milliseconds, so that text order is time order. */
  readonly since: string;
  readonly facet?: Facet | undefined;
  /** Parts of a table that are read at the same time. */
  readonly segments: number;
};

/** A filter is applied to what was read: small pages keep the telling of progress frequent. */
const ITEMS_AT_ONCE = 1_000;

/** Reads the rows of a table whose event is not older than an instant: every row is read and paid for. */
export async function* scanRows(
  source: Source,
  table: TableName,
  { since, facet, segments }: Scan,
  watch: Watch,
): AsyncGenerator<Page> {
  const { expressions, values } = facetCondition(table, facet);
  const readSegment = async function* (segment: number): AsyncGenerator<Page> {
    const pages = paginateScan(
      { client: source.dynamodb, pageSize: ITEMS_AT_ONCE },
      {
        TableName: source.physicalNames[table],
        FilterExpression: ['event_time >= :since', ...expressions].join(' AND '),
        ExpressionAttributeValues: { ':since': { S: since }, ...values },
        Segment: segment,
        TotalSegments: segments,
      },
      { abortSignal: watch.signal },
    );
    for await (const { Items = [], ScannedCount = 0 } of pages) {
      watch.onRead(ScannedCount);
      yield Items.map((item) => readRow(table, item));
    }
  };
  yield* interleave(Array.from({ length: segments }, (_, segment) => readSegment(segment)));
}
