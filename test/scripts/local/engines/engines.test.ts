import { BatchExecuteStatementCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type Engines, engineVariable, startEngines } from '../../../../scripts/local/engines/engines.ts';
import { createTables, physicalNames, writeItems } from '../../../support/dynamodb.ts';

let engines: Engines | undefined;
afterEach(async () => {
  await engines?.stop();
  engines = undefined;
});

describe('the engine', () => {
  test.each(['dynamo', 'Dynoxide', '/usr/bin/dynoxide'])('that is called %s is refused', async (name) => {
    await expect(startEngines(name)).rejects.toThrow(
      `${engineVariable}: expected dynoxide, dynalite or the URL of a DynamoDB.`,
    );
  });

  test('that is asked for by name is used, and says what it cannot do', async () => {
    engines = await startEngines('dynalite');

    expect(engines.limit).toMatch(
      /^DynamoDB is dynalite \(as GRADE_STATE_ENGINE says\): .* may miss some\.$/,
    );
    await createTables(engines.clients.dynamodb);
    const Statement = `INSERT INTO "${physicalNames.submissions}" VALUE {'submission_id': ?, 'facet': ?}`;
    const insert = { Statement, Parameters: [{ S: '1' }, { S: 'grade' }] };
    const twice = new BatchExecuteStatementCommand({ Statements: [insert, insert] });
    const writing = engines.clients.dynamodb.send(twice);
    await expect(writing).rejects.toThrow('an item named twice');
  });

  test('finds all of 50,000 rows by one key of an index, or says that it may not', async () => {
    engines = await startEngines();
    if (engines.limit !== undefined) return;

    const rows = Array.from({ length: 50_000 }, (_, i) => ({
      submission_id: { S: String(21070000000000000n + BigInt(i)) },
      facet: { S: 'grade' },
      course_id: { S: '1' },
    }));
    await createTables(engines.clients.dynamodb);
    await writeItems(engines.clients.dynamodb, 'submissions', rows);

    expect(await countByCourse(engines)).toBe(50_000);
  });
});

async function countByCourse({ clients: { dynamodb: client } }: Engines): Promise<number> {
  const found = new Set<string | undefined>();
  const request = {
    TableName: physicalNames.submissions,
    IndexName: 'by_course',
    KeyConditionExpression: 'course_id = :course',
    ExpressionAttributeValues: { ':course': { S: '1' } },
  };
  for await (const { Items = [] } of paginateQuery({ client }, request)) {
    for (const item of Items) found.add(item['submission_id']?.S);
  }
  return found.size;
}
