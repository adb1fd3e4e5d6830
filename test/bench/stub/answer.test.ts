import { beforeEach, describe, expect, test } from '@jest/globals';
import { createStub, type Stub } from '../../../bench/stub/answer.ts';

const TableName = 'bench-submissions';
const key = { submission_id: { S: '1' }, facet: { S: 'grade' } };
const row = { ...key, course_id: { S: '2' }, user_id: { S: '3' }, revision: { N: '1' } };
const large = { ...row, text: { S: 'x'.repeat(1500) } };

const insertOf = (itemKey: object) => ({
  Statement: `INSERT INTO "${TableName}" VALUE {'submission_id': ?, 'facet': ?, 'revision': ?, 'text': ?}`,
  Parameters: [...Object.values(itemKey), { N: '1' }, { S: 'x'.repeat(1500) }],
});
const insert = insertOf(key);
const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ ...key, submission_id: { S: String(index) } }));

let stub: Stub;

beforeEach(() => {
  stub = createStub();
});

/** What an operation adds to the counts. */
function costOf(operation: string, input: object) {
  stub.reset({ keepItems: true });
  stub.answer(operation, input);
  return { ...stub.counts() };
}

const putCost = (Item: object) => costOf('PutItem', { TableName, Item });

describe('a write', () => {
  test('costs a unit a kilobyte of what is there before or after, and one an index entry that comes or goes', () => {
    const written = { requests: 1, written: 1, refused: 0, readUnits: 0 };
    const moved = { ...row, course_id: { S: '4' } };
    const { user_id: _, ...left } = moved;
    expect(putCost(large)).toEqual({ ...written, writeUnits: 2, indexWriteUnits: 2 });
    expect(putCost(moved)).toEqual({ ...written, writeUnits: 2, indexWriteUnits: 2 });
    expect(putCost(left)).toEqual({ ...written, writeUnits: 1, indexWriteUnits: 1 });
  });
});

describe('a read', () => {
  const costOfRead = (ConsistentRead?: boolean) =>
    costOf('GetItem', { TableName, Key: key, ConsistentRead }).readUnits;

  test('costs half a unit for 4 KB, twice that if it is consistent, and as much if nothing is there', () => {
    expect(costOfRead()).toBe(0.5);
    stub.answer('PutItem', { TableName, Item: { ...row, text: { S: 'x'.repeat(5000) } } });
    expect(costOfRead()).toBe(1);
    expect(costOfRead(true)).toBe(2);
    const another = { ...key, facet: { S: 'none' } };
    expect(costOf('BatchGetItem', { RequestItems: { [TableName]: { Keys: [key, another] } } })).toMatchObject(
      {
        requests: 1,
        readUnits: 1.5,
      },
    );
  });

  test('of several keys gives the items that are there, each of its table', () => {
    stub.answer('PutItem', { TableName, Item: row });
    const Keys = [{ ...key, facet: { S: 'none' } }, key];
    const scores = { Keys: [{ score_id: { S: '1' }, facet: { S: 'grade' } }] };
    const RequestItems = { [TableName]: { Keys }, 'bench-scores': scores };
    expect(stub.answer('BatchGetItem', { RequestItems })).toEqual({
      Responses: { [TableName]: [row], 'bench-scores': [] },
      UnprocessedKeys: {},
    });
  });
});

describe('statements', () => {
  const update = (seen: string) => ({
    Statement: `UPDATE "${TableName}" SET "revision" = ? SET "course_id" = ? REMOVE "text" WHERE "submission_id" = ? AND "facet" = ? AND "revision" = ?`,
    Parameters: [{ N: '2' }, { S: '2' }, ...Object.values(key), { N: seen }],
  });
  const execute = (...Statements: object[]) => stub.answer('BatchExecuteStatement', { Statements });

  test('insert what is not there, and change what is as it was seen', () => {
    expect(execute(insert)).toEqual({ Responses: [{ TableName }] });
    expect(costOf('BatchExecuteStatement', { Statements: [update('1')] })).toEqual({
      requests: 1,
      written: 1,
      refused: 0,
      readUnits: 0,
      writeUnits: 2,
      indexWriteUnits: 1,
    });
    expect(stub.answer('GetItem', { TableName, Key: key })).toEqual({
      Item: { ...key, revision: { N: '2' }, course_id: { S: '2' } },
    });
  });

  test.each([
    ['DuplicateItem', insert],
    ['ConditionalCheckFailed', update('3')],
  ])('that are refused say %s, and cost as much', (Code, refused) => {
    execute(insert);
    expect(execute(refused)).toMatchObject({ Responses: [{ Error: { Code } }] });
    expect(costOf('BatchExecuteStatement', { Statements: [refused] })).toMatchObject({
      written: 0,
      refused: 1,
      writeUnits: 2,
    });
  });

  test('change nothing that is not there', () => {
    expect(execute(update('1'))).toMatchObject({
      Responses: [{ Error: { Code: 'ConditionalCheckFailed' } }],
    });
  });

  test('do not name an item twice', () => {
    expect(() => execute(insert, update('1'))).toThrow('the same item');
  });
});

test('an update keeps the newest, and what was before it', () => {
  const Key = { course_id: { S: '2' }, user_id: { S: '3' } };
  const update = (time: string) =>
    stub.answer('UpdateItem', {
      TableName: 'bench-course-scores',
      Key,
      UpdateExpression:
        'SET #previous = if_not_exists(#current, :none), #current = :c, event_time = :event_time',
      ConditionExpression: 'attribute_not_exists(event_time) OR event_time < :event_time',
      ExpressionAttributeNames: { '#previous': 'previous', '#current': 'current' },
      ExpressionAttributeValues: { ':c': { S: time }, ':none': { NULL: true }, ':event_time': { S: time } },
    });
  const get = () => stub.answer('GetItem', { TableName: 'bench-course-scores', Key });

  update('2026-03-02');
  expect(get()).toMatchObject({ Item: { previous: { NULL: true }, current: { S: '2026-03-02' } } });
  update('2026-03-03');
  expect(update('2026-03-01')).toMatchObject({ message: 'The conditional request failed' });
  expect(get()).toEqual({
    Item: {
      ...Key,
      previous: { S: '2026-03-02' },
      current: { S: '2026-03-03' },
      event_time: { S: '2026-03-03' },
    },
  });
});

describe('the record of an idempotent call', () => {
  const lock = (Item: object) =>
    stub.answer('PutItem', {
      TableName: 'bench-idempotency',
      Item: { id: { S: '1' }, ...Item },
      ConditionExpression:
        'attribute_not_exists(#id) OR #expiry < :now OR (#status = :inprogress AND attribute_exists(#in_progress_expiry) AND #in_progress_expiry < :now_in_millis)',
      ExpressionAttributeValues: {
        ':now': { N: '1000.5' },
        ':now_in_millis': { N: '1000500' },
        ':inprogress': { S: 'INPROGRESS' },
      },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  const inProgress = { status: { S: 'INPROGRESS' }, expiration: { N: '2000' } };

  test.each([
    ['completed', { ...inProgress, status: { S: 'COMPLETED' }, in_progress_expiration: { N: '999999' } }],
    ['in progress', { ...inProgress, in_progress_expiration: { N: '1000600' } }],
    ['in progress for ever', inProgress],
  ])('that is %s is in the way, and shown', (_, record) => {
    expect(lock(record)).toEqual({});
    expect(lock(record)).toMatchObject({ Item: record });
  });

  test.each([
    ['expired', { status: { S: 'COMPLETED' }, expiration: { N: '999' } }],
    ['given up', { ...inProgress, in_progress_expiration: { N: '999999' } }],
  ])('that has %s is replaced', (_, record) => {
    lock(record);
    expect(lock(record)).toEqual({});
  });
});

test.each([
  ['an operation', 'DeleteItem', {}],
  ['a table', 'GetItem', { TableName: 'elsewhere', Key: key }],
  ['a condition', 'PutItem', { TableName, Item: row, ConditionExpression: 'attribute_exists(facet)' }],
  ['an update', 'UpdateItem', { TableName, Key: key, UpdateExpression: 'REMOVE facet' }],
  ['a statement', 'BatchExecuteStatement', { Statements: [{ Statement: 'DELETE FROM "bench-scores"' }] }],
  ['an answer', 'PutItem', { TableName, Item: row, ReturnValues: 'ALL_OLD' }],
  ['a parameter', 'BatchExecuteStatement', { Statements: [{ ...insert, Parameters: Object.values(key) }] }],
  ['so many statements', 'BatchExecuteStatement', { Statements: numbered(26).map(insertOf) }],
  ['so many keys', 'BatchGetItem', { RequestItems: { [TableName]: { Keys: numbered(101) } } }],
])('%s that DynamoDB or the stub does not know is refused loudly', (_, operation, input) => {
  stub.answer('PutItem', { TableName, Item: row });
  expect(() => stub.answer(operation, input)).toThrow();
});

test('reading the list of forgotten students costs a unit', () => {
  expect(costOf('Scan', {}).readUnits).toBe(1);
});

test('a reset forgets the counts, and the items unless it is told to keep them', () => {
  stub.answer('PutItem', { TableName, Item: row });
  stub.reset({ keepItems: true });
  expect(stub.counts().written).toBe(0);
  expect(stub.answer('GetItem', { TableName, Key: key })).toEqual({ Item: row });
  stub.reset({ keepItems: false });
  expect(stub.answer('GetItem', { TableName, Key: key })).toEqual({});
});
