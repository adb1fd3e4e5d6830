import { type AttributeValue, paginateQuery } from '@aws-sdk/client-dynamodb';
import type { Facet } from '../../lambdas/consume-live-events/domain/facets.ts';
import { entityOf } from '../../lambdas/consume-live-events/domain/history.ts';
import { type Entry, readEntry } from './history-entry.ts';
import type { Source, Watch } from './source.ts';

/** What a history is of. */
export type Entity =
  | { readonly table: 'submissions'; readonly submission_id: string }
  | { readonly table: 'scores'; readonly score_id: string }
  | { readonly table: 'course-scores'; readonly course_id: string; readonly user_id: string };

/** Which entries of it. */
export type HistorySelection = {
  readonly facet?: Facet | undefined;
  /** Only of events from then on and up to then, both included: UTC with milliseconds. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
};

/** DynamoDB would give up to 1 MB at once. */
const ENTRIES_AT_ONCE = 1_000;

/**
 * Reads the history of an entity in order of its entries, half a read unit for every 4 KB.
 *
 * Within a facet a time range is a part of the key, so that nothing else is read. Over all facets, and among comments, of
 * which each has a range of its own, it leaves out what was read.
 */
export async function* queryHistory(
  { dynamodb, physicalNames }: Source,
  { table, ...key }: Entity,
  { facet, since = '', until }: HistorySelection,
  { signal, onRead }: Watch,
): AsyncGenerator<readonly Entry[]> {
  const { condition, values } = entryCondition(facet, since, until);
  const pages = paginateQuery(
    { client: dynamodb, pageSize: ENTRIES_AT_ONCE },
    {
      TableName: physicalNames.history,
      KeyConditionExpression: ['entity = :entity', ...condition].join(' AND '),
      ExpressionAttributeValues: { ':entity': { S: entityOf({ table, key }) }, ...values },
    },
    { abortSignal: signal },
  );
  for await (const { Items = [] } of pages) {
    onRead(Items.length);
    const entries = Items.map(readEntry);
    yield entries.filter(({ event_time }) => event_time >= since && event_time <= (until ?? event_time));
  }
}

type EntryCondition = {
  readonly condition: readonly string[];
  readonly values: { readonly [name: string]: AttributeValue };
};

function entryCondition(facet: Facet | undefined, since: string, until: string | undefined): EntryCondition {
  if (facet === undefined) return { condition: [], values: {} };
  if (facet === 'comment') {
    return { condition: ['begins_with(entry, :facet)'], values: { ':facet': { S: 'comment#' } } };
  }
  return {
    condition: ['entry BETWEEN :from AND :to'],
    values: {
      ':from': { S: `${facet}#${since}` },
      // An order goes on with # after its time, and $ is next to it; ~ comes after every time.
      ':to': { S: `${facet}#${until === undefined ? '~' : `${until}$`}` },
    },
  };
}
