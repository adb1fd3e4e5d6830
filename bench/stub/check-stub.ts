import { isDeepStrictEqual } from 'node:util';
import {
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Item } from './item-size.ts';
import { startStub } from './start-stub.ts';

/**
 * Asks a stub, by the real SDK, what the contenders ask, and compares its answers and counts with what
 * DynamoDB documents.
 *
 * @returns a sentence for each disagreement
 */
export async function checkStub(): Promise<readonly string[]> {
  const stub = await startStub({ delayMilliseconds: 0 });
  const client = new DynamoDBClient({
    endpoint: stub.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    maxAttempts: 1,
  });
  const disagreements: string[] = [];
  const expect = (what: string, actual: unknown, expected: unknown) => {
    if (isDeepStrictEqual(actual, expected)) return;
    disagreements.push(`${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
  };
  try {
    await checkPuts(client, expect);
    await checkUpdates(client, expect);
    await checkStatements(client, expect);
    const { operations, stored } = await stub.counts();
    expect('counts', operations, expectedCounts);
    expect('stored', stored, { 'a-submissions': 2, 'a-course-scores': 1, 'a-idempotency': 1, 'a-scores': 0 });
  } finally {
    client.destroy();
    await stub.stop();
  }
  return disagreements;
}

type Expect = (what: string, actual: unknown, expected: unknown) => void;

/** Units by hand: an item of 1.5 KB is 2 to write, also when smaller ones replace it or are refused, and 1 to read. */
const expectedCounts = {
  // New with two index entries; refused; replaced with one entry moved; refused with the old item shown.
  PutItem: { requests: 5, items: 5, refused: 2, readUnits: 0, writeUnits: 8, indexWriteUnits: 4 },
  GetItem: { requests: 2, items: 2, refused: 0, readUnits: 1.5, writeUnits: 0, indexWriteUnits: 0 },
  BatchGetItem: { requests: 1, items: 2, refused: 0, readUnits: 1, writeUnits: 0, indexWriteUnits: 0 },
  UpdateItem: { requests: 3, items: 3, refused: 1, readUnits: 0, writeUnits: 3, indexWriteUnits: 1 },
  BatchExecuteStatement: {
    requests: 2,
    items: 4,
    refused: 2,
    readUnits: 0,
    writeUnits: 4,
    indexWriteUnits: 1,
  },
};

const key = { submission_id: { S: '1' }, facet: { S: 'grade' } };
const row = {
  ...key,
  course_id: { S: '2' },
  user_id: { S: '3' },
  text: { S: 'x'.repeat(1500) },
  revision: { N: '1' },
};
const courseScore = { course_id: { S: '2' }, user_id: { S: '3' } };

async function checkPuts(client: DynamoDBClient, expect: Expect): Promise<void> {
  const put = (Item: Item, condition: object, TableName = 'a-submissions') =>
    outcomeOf(client.send(new PutItemCommand({ TableName, Item, ...condition })));
  const names = { ExpressionAttributeNames: { '#revision': 'revision' } };
  const isNew = { ConditionExpression: 'attribute_not_exists(#revision)', ...names };
  const isAsSeen = {
    ConditionExpression: '#revision = :seen',
    ...names,
    ExpressionAttributeValues: { ':seen': { N: '1' } },
  };
  expect('new row', await put(row, isNew), 'done');
  expect('row that is there', await put(row, isNew), 'refused');
  expect(
    'row as seen',
    await put({ ...key, course_id: { S: '4' }, user_id: { S: '3' }, revision: { N: '2' } }, isAsSeen),
    'done',
  );
  const lock = {
    ConditionExpression:
      'attribute_not_exists(#id) OR #expiry < :now OR (#status = :inprogress AND attribute_exists(#in_progress_expiry) AND #in_progress_expiry < :now_in_millis)',
    ExpressionAttributeNames: {
      '#id': 'id',
      '#expiry': 'expiration',
      '#in_progress_expiry': 'in_progress_expiration',
      '#status': 'status',
    },
    ExpressionAttributeValues: {
      ':now': { N: '1772445600.5' },
      ':now_in_millis': { N: '1772445600500' },
      ':inprogress': { S: 'INPROGRESS' },
    },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
  const record = { id: { S: 'f#1' }, expiration: { N: '1772449200' }, status: { S: 'COMPLETED' } };
  expect('idempotency record', await put(record, lock, 'a-idempotency'), 'done');
  expect('idempotency record that is there', await put(record, lock, 'a-idempotency'), record);
}

async function checkUpdates(client: DynamoDBClient, expect: Expect): Promise<void> {
  const update = (eventTime: string) =>
    outcomeOf(
      client.send(
        new UpdateItemCommand({
          TableName: 'a-course-scores',
          Key: courseScore,
          UpdateExpression:
            'SET #previous = if_not_exists(#current, :none), #current = :c, event_time = :t REMOVE gone',
          ConditionExpression: 'attribute_not_exists(event_time) OR event_time < :t',
          ExpressionAttributeNames: { '#previous': 'previous', '#current': 'current' },
          ExpressionAttributeValues: {
            ':c': { S: `at ${eventTime}` },
            ':none': { NULL: true },
            ':t': { S: eventTime },
          },
        }),
      ),
    );
  expect('first update', await update('2026-03-02'), 'done');
  expect('newer update', await update('2026-03-03'), 'done');
  expect('older update', await update('2026-03-01'), 'refused');
  const get = async (TableName: string, Key: Item, ConsistentRead = false) =>
    (await client.send(new GetItemCommand({ TableName, Key, ConsistentRead }))).Item;
  expect('updated item', await get('a-course-scores', courseScore, true), {
    ...courseScore,
    previous: { S: 'at 2026-03-02' },
    current: { S: 'at 2026-03-03' },
    event_time: { S: '2026-03-03' },
  });
  expect('absent item', await get('a-scores', { score_id: { S: '1' }, facet: { S: 'score' } }), undefined);
}

async function checkStatements(client: DynamoDBClient, expect: Expect): Promise<void> {
  const insert = `INSERT INTO "a-submissions" VALUE {'submission_id': ?, 'facet': ?, 'course_id': ?, 'revision': ?}`;
  const change = `UPDATE "a-submissions" SET "revision" = ? REMOVE "text" WHERE "submission_id" = ? AND "facet" = ? AND "revision" = ?`;
  const execute = async (seen: string) => {
    const { Responses = [] } = await client.send(
      new BatchExecuteStatementCommand({
        Statements: [
          { Statement: insert, Parameters: [{ S: '5' }, { S: 'grade' }, { S: '2' }, { N: '1' }] },
          { Statement: change, Parameters: [{ N: '3' }, { S: '1' }, { S: 'grade' }, { N: seen }] },
        ],
      }),
    );
    return Responses.map(({ Error: error }) => error?.Code);
  };
  expect('statements', await execute('2'), [undefined, undefined]);
  expect('statements again', await execute('2'), ['DuplicateItem', 'ConditionalCheckFailed']);
  const { Responses } = await client.send(
    new BatchGetItemCommand({
      RequestItems: { 'a-submissions': { Keys: [key, { ...key, facet: { S: 'none' } }] } },
    }),
  );
  expect('changed row', Responses?.['a-submissions'], [
    { ...key, course_id: { S: '4' }, user_id: { S: '3' }, revision: { N: '3' } },
  ]);
}

async function outcomeOf(request: Promise<unknown>): Promise<unknown> {
  try {
    await request;
    return 'done';
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return error.Item ?? 'refused';
    throw error;
  }
}
