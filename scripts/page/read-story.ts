import { type DynamoDBClient, paginateQuery, paginateScan } from '@aws-sdk/client-dynamodb';
import { shardOf } from '../../lambdas/consume-live-events/domain/ids.ts';
import { type PlainRow, toPlain } from '../reader/plain-row.ts';
import { type SubmissionStory, tellStory } from './tell-story.ts';

/**
 * Reads all that the submissions table knows of a submission.
 *
 * A global id names one submission. A local one names those of every shard that end in it, which can be
 * several; they are found by reading every key.
 *
 * @param id of 1 to 19 digits
 */
export async function readStory(
  dynamodb: DynamoDBClient,
  table: string,
  id: string,
): Promise<readonly SubmissionStory[]> {
  const ids = shardOf(id) === '' ? await findByLocalId(dynamodb, table, id) : [id];
  const stories = await Promise.all(
    ids.map(async (submissionId) => tellStory(submissionId, await readFacets(dynamodb, table, submissionId))),
  );
  return stories.filter(({ facets }) => facets.length > 0);
}

async function findByLocalId(
  dynamodb: DynamoDBClient,
  TableName: string,
  localId: string,
): Promise<string[]> {
  const ids = new Set<string>();
  const request = {
    TableName,
    ConsistentRead: true,
    ProjectionExpression: 'submission_id',
    FilterExpression: 'contains(submission_id, :local)',
    ExpressionAttributeValues: { ':local': { S: localId } },
  };
  for await (const { Items = [] } of paginateScan({ client: dynamodb }, request)) {
    for (const { submission_id: id } of Items) if (id?.S && localIdOf(id.S) === localId) ids.add(id.S);
  }
  return [...ids].sort();
}

function localIdOf(id: string): string {
  return id.slice(shardOf(id).length).replace(/^0+/, '');
}

async function readFacets(dynamodb: DynamoDBClient, TableName: string, id: string): Promise<PlainRow[]> {
  const rows: PlainRow[] = [];
  const request = {
    TableName,
    ConsistentRead: true,
    KeyConditionExpression: 'submission_id = :id',
    ExpressionAttributeValues: { ':id': { S: id } },
  };
  for await (const { Items = [] } of paginateQuery({ client: dynamodb }, request)) {
    rows.push(...Items.map((item) => toPlain({ M: item }) as PlainRow));
  }
  return rows;
}
