import { type AttributeValue, GetItemCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import pMap, { type Options } from 'p-map';
import {
  type AnyTableName,
  allTables,
  type TableName,
  tableNames,
  type tables,
} from '../../lambdas/consume-live-events/domain/tables.ts';
import type { System } from '../system/connect.ts';
import { findHistory } from './find-history.ts';

/** A row, or an item of the history, to be deleted: its table and key. */
export type FoundRow = {
  readonly table: AnyTableName;
  readonly key: { readonly [attribute: string]: string };
  /** False for a comment: it has no `user_id`, and only its submission leads to it. */
  readonly namesUser: boolean;
};

export type Findings = {
  readonly rows: readonly FoundRow[];
  /** Submissions of the user, whether or not they have rows any more. */
  readonly submissionIds: readonly string[];
  /** Rows of these submissions that name another user, as after a merge of users. They stay. */
  readonly ofOthers: number;
};

export type Search = {
  /** Told how many items of the history have been read. */
  readonly onScan?: (read: number) => void;
  /** Submissions that were the user's before, though no row may say so any more. */
  readonly known?: readonly string[];
  readonly signal: AbortSignal;
};

export type Tables = Pick<System, 'dynamodb' | 'physicalNames'>;
export type Item = Record<string, AttributeValue>;

/** Every table has it. */
const byUser = 'by_user' satisfies keyof (typeof tables)[TableName]['indexes'];

const concurrency = 8;

/**
 * Finds every row of a student, and all that the history keeps of them: what names the user, and the comments on
 * the user's submissions.
 *
 * The indexes lead there; the tables themselves decide, read consistently. The history has no index, which would
 * double its price, and is read as a whole.
 */
export async function findRows(
  system: Tables,
  userId: string,
  { known = [], signal, onScan = () => {} }: Search,
): Promise<Findings> {
  const options = { concurrency, signal };
  const knownIds = new Set(known);
  const indexed = await queryByUser(system, 'submissions', userId);
  const candidates = new Set([...knownIds, ...indexed.map((key) => key['submission_id'] ?? '')]);
  const submissions = await pMap(candidates, (id) => readSubmission(system, id), options);
  const own = submissions.filter(
    ({ submissionId, items }) =>
      knownIds.has(submissionId) || items.some((item) => item['user_id']?.S === userId),
  );
  const items = own.flatMap((submission) => submission.items);
  const isOfUser = (item: Item) => (item['user_id']?.S ?? userId) === userId;
  const rows = items.filter(isOfUser).map(
    (item): FoundRow => ({
      table: 'submissions',
      key: keyOf('submissions', item),
      namesUser: item['user_id'] !== undefined,
    }),
  );
  const named: FoundRow[] = [];
  for (const table of tableNames) {
    if (table !== 'submissions') named.push(...(await findNamed(system, table, userId, options)));
  }
  const submissionIds = own.map(({ submissionId }) => submissionId);
  const history = await findHistory(system, userId, { known: submissionIds, signal, onScan });
  return {
    rows: [...rows, ...named, ...history.rows],
    submissionIds: [...new Set([...submissionIds, ...history.submissionIds])],
    ofOthers: items.length - rows.length,
  };
}

async function findNamed(
  system: Tables,
  table: TableName,
  userId: string,
  options: Options,
): Promise<FoundRow[]> {
  const keys = await queryByUser(system, table, userId);
  const read = async (key: FoundRow['key']): Promise<FoundRow[]> => {
    const command = new GetItemCommand({
      TableName: system.physicalNames[table],
      Key: Object.fromEntries(Object.entries(key).map(([name, value]) => [name, { S: value }])),
      ProjectionExpression: 'user_id',
      ConsistentRead: true,
    });
    const { Item } = await system.dynamodb.send(command);
    return Item?.['user_id']?.S === userId ? [{ table, key, namesUser: true }] : [];
  };
  return (await pMap(keys, read, options)).flat();
}

async function queryByUser(system: Tables, table: TableName, userId: string): Promise<FoundRow['key'][]> {
  const pages = paginateQuery(
    { client: system.dynamodb },
    {
      TableName: system.physicalNames[table],
      IndexName: byUser,
      KeyConditionExpression: 'user_id = :user',
      ExpressionAttributeValues: { ':user': { S: userId } },
    },
  );
  const keys: FoundRow['key'][] = [];
  for await (const { Items = [] } of pages) keys.push(...Items.map((item) => keyOf(table, item)));
  return keys;
}

async function readSubmission({ dynamodb, physicalNames }: Tables, submissionId: string) {
  const pages = paginateQuery(
    { client: dynamodb },
    {
      TableName: physicalNames.submissions,
      KeyConditionExpression: 'submission_id = :submission',
      ExpressionAttributeValues: { ':submission': { S: submissionId } },
      ProjectionExpression: 'submission_id, facet, user_id',
      ConsistentRead: true,
    },
  );
  const items: Item[] = [];
  for await (const { Items = [] } of pages) items.push(...Items);
  return { submissionId, items };
}

export function keyOf(table: AnyTableName, item: Item): FoundRow['key'] {
  const { partitionKey, sortKey } = allTables[table];
  return Object.fromEntries([partitionKey, sortKey].map((name) => [name, item[name]?.S ?? '']));
}
