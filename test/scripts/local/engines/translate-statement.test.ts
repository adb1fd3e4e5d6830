import { describe, expect, test } from '@jest/globals';
import { translateStatement } from '../../../../scripts/local/engines/translate-statement.ts';

const [id, facet, grade, revision] = [{ S: '1' }, { S: 'grade' }, { S: 'B' }, { N: '2' }];

describe('a statement for the embedded DynamoDB', () => {
  test('that inserts becomes a put on the condition that there is no such item', () => {
    const Statement = `INSERT INTO "t" VALUE {'submission_id': ?, 'facet': ?, 'grade': ?}`;
    const item = { submission_id: id, facet, grade };
    expect(translateStatement({ Statement, Parameters: [id, facet, grade] })).toMatchObject({
      name: 'PutItem',
      item,
      input: {
        TableName: 't',
        Item: item,
        ConditionExpression: 'attribute_not_exists(#key)',
        ExpressionAttributeNames: { '#key': 'submission_id' },
      },
    });
  });

  test('that updates becomes an update on its condition', () => {
    const Statement =
      'UPDATE "t" SET "grade" = ? SET "revision" = ? REMOVE "old" WHERE "submission_id" = ? AND "facet" = ? AND "revision" = ?';
    const Parameters = [grade, revision, id, facet, { N: '1' }];
    expect(translateStatement({ Statement, Parameters })).toMatchObject({
      name: 'UpdateItem',
      item: { submission_id: id, facet, grade, revision },
      input: {
        TableName: 't',
        Key: { submission_id: id, facet },
        UpdateExpression: 'SET #grade = :0, #revision = :1 REMOVE #old',
        ConditionExpression: '#revision = :2',
        ExpressionAttributeNames: { '#grade': 'grade', '#revision': 'revision', '#old': 'old' },
        ExpressionAttributeValues: { ':0': grade, ':1': revision, ':2': { N: '1' } },
      },
    });
  });

  test('of the same item has the same key, whatever it does', () => {
    const insert = translateStatement({
      Statement: `INSERT INTO "t" VALUE {'submission_id': ?, 'facet': ?}`,
      Parameters: [id, facet],
    });
    const update = translateStatement({
      Statement: 'UPDATE "t" SET "grade" = ? WHERE "submission_id" = ? AND "facet" = ? AND "revision" = ?',
      Parameters: [grade, id, facet, revision],
    });
    expect(update.itemKey).toBe(insert.itemKey);
  });

  test.each([
    'SELECT * FROM "t"',
    'DELETE FROM "t" WHERE "submission_id" = ? AND "facet" = ?',
    'UPDATE "t" SET "grade" = ? WHERE "submission_id" = ?',
    '',
  ])('of any other shape is refused: %s', (Statement) => {
    expect(() => translateStatement({ Statement, Parameters: [id, facet] })).toThrow(
      'not a statement that the function writes',
    );
  });
});
