import { GetItemCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import pMap, { type Options } from 'p-map';
import { type TableName, tableNames, type tables } from '../../lambdas/consume-live-events/domain/tables.ts';
import { type Item, textOf } from '../../lambdas/consume-live-events/item.ts';
import { keyOf } from '../reader/get-rows.ts';
import { findHistory } from './find-history.ts';
import { type FoundRow, readAll, type Search, type Tables, toFoundRow } from './found-row.ts';

export type Findings = {
  readonly rows: readonly FoundRow[];
  /** Submissions of the user, whether or not they have rows any more. */
  readonly submissionIds: readonly string[];
  /** Rows of these submissions that name another user, as after a merge of users. They stay. */
  readonly ofOthers: number;
};

/** Every table has it. */
const byUser = 'by_user' satisfies keyof (typeof tables)[TableName]['indexes'];

const CONCURRENCY = 8;

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
  const options = { concurrency: CONCURRENCY, signal };
  const knownIds = new Set(known);
  const indexed = await queryByUser(system, 'submissions', userId);
  const candidates = new Set([...knownIds, ...indexed.map((key) => textOf(key, 'submission_id'))]);
  const submissions = await pMap(candidates, (id) => readSubmission(system, id), options);
  const own = submissions.filter(
    ({ submissionId, items }) =>
      knownIds.has(submissionId) || items.some((item) => item['user_id']?.S === userId),
  );
  const items = own.flatMap((submission) => submission.items);
  const isOfUser = (item: Item) => (item['user_id']?.S ?? userId) === userId;
  const rows = items.filter(isOfUser).map((item) => toFoundRow('submissions', item));
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
  const read = async (Key: Item): Promise<FoundRow[]> => {
    const command = new GetItemCommand({
      TableName: system.physicalNames[table],
      Key,
      ProjectionExpression: 'user_id',
      ConsistentRead: true,
    });
    const { Item } = await system.dynamodb.send(command);
    return Item?.['user_id']?.S === userId ? [{ table, key: Key, namesUser: true }] : [];
  };
  return (await pMap(keys, read, options)).flat();
}

async function queryByUser(system: Tables, table: TableName, userId: string): Promise<Item[]> {
  const pages = paginateQuery(
    { client: system.dynamodb },
    {
      TableName: system.physicalNames[table],
      IndexName: byUser,
      KeyConditionExpression: 'user_id = :user',
      ExpressionAttributeValues: { ':user': { S: userId } },
    },
  );
  return (await readAll(pages)).map((item) => keyOf(table, item));
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
  return { submissionId, items: await readAll(pages) };
}
