import { describe, expect, test } from '@jest/globals';
import { watchAcceptedWrites } from '../../faults/accepted-writes.ts';
import type { Answer, Exchange, JsonObject } from '../../faults/exchange.ts';
import { watchUnprocessedKeys } from '../../faults/unprocessed-keys.ts';

const key = { submission_id: { S: '1' }, facet: { S: 'grade' } };

function requestOf(operation: string, input: JsonObject): Exchange {
  return { operation, input } as unknown as Exchange;
}

function put(revision: number, attributes: JsonObject = {}): Exchange {
  const item = { ...key, revision: { N: String(revision) }, ...attributes };
  const names = Object.keys(item).map((name) => `'${name}': ?`);
  const Statement = `INSERT INTO "t" VALUE {${names.join(', ')}}`;
  return requestOf('BatchExecuteStatement', {
    Statements: [{ Statement, Parameters: Object.values(item) }],
  });
}

function update(revision: number): Exchange {
  const Statement = `UPDATE "t" SET "revision" = ? WHERE "submission_id" = ? AND "facet" = ? AND "revision" = ?`;
  const Parameters = [{ N: String(revision) }, key.submission_id, key.facet, { N: String(revision - 1) }];
  return requestOf('BatchExecuteStatement', { Statements: [{ Statement, Parameters }] });
}

function answerOf(status: number, body: object = {}): Answer {
  return { status, headers: {}, body: JSON.stringify(body) };
}

const accepted = answerOf(200, { Responses: [{}] });
const refused = answerOf(200, { Responses: [{ Error: { Code: 'ConditionalCheckFailed' } }] });
const failed = answerOf(500);

describe('the watch for overwritten rows', () => {
  test.each<[string, [Exchange, Answer][], number]>([
    [
      'lets a row be inserted once, and each revision written once',
      [
        [put(7), accepted],
        [update(8), accepted],
        [update(9), accepted],
      ],
      0,
    ],
    [
      'lets a second write of a revision be refused',
      [
        [put(1), accepted],
        [put(1), refused],
      ],
      0,
    ],
    [
      'finds a second insertion, whatever revision it begins at',
      [
        [put(1), accepted],
        [put(2), accepted],
      ],
      1,
    ],
    [
      'finds a second update of a revision',
      [
        [update(2), accepted],
        [update(2), accepted],
      ],
      1,
    ],
    [
      'lets a request fail as a whole',
      [
        [put(1), failed],
        [put(1), accepted],
      ],
      0,
    ],
    [
      'finds it whatever else the writes say',
      [
        [put(1), accepted],
        [put(1, { user_id: { S: '2' } }), accepted],
      ],
      1,
    ],
    [
      'knows rows apart',
      [
        [put(1), accepted],
        [put(1, { facet: { S: 'submission' } }), accepted],
      ],
      0,
    ],
    ['reads no sense into other operations', [[requestOf('GetItem', {}), accepted]], 0],
  ])('%s', (_, writes, found) => {
    const watch = watchAcceptedWrites();
    for (const [exchange, answer] of writes) watch.note(exchange, answer);
    expect(watch.violations).toHaveLength(found);
  });
});

describe('the watch for rows written unread', () => {
  const load = requestOf('BatchGetItem', { RequestItems: { t: { Keys: [key] } } });
  const unprocessed = answerOf(200, { UnprocessedKeys: { t: { Keys: [key] } } });

  test('finds a row that is written although its key was left unprocessed', () => {
    const watch = watchUnprocessedKeys();
    watch.onRequest(load);
    watch.onAnswer(load, unprocessed);
    watch.onRequest(put(1));
    expect(watch.violations).toHaveLength(1);
  });

  test('lets it be written once its key was asked for again', () => {
    const watch = watchUnprocessedKeys();
    watch.onRequest(load);
    watch.onAnswer(load, unprocessed);
    watch.onRequest(load);
    watch.onAnswer(load, answerOf(200));
    watch.onRequest(put(1));
    expect(watch.violations).toEqual([]);
  });

  test('lets other rows be written', () => {
    const watch = watchUnprocessedKeys();
    watch.onAnswer(load, unprocessed);
    watch.onRequest(put(1, { facet: { S: 'submission' } }));
    expect(watch.violations).toEqual([]);
  });

  test('forgets what an earlier invocation was left with', () => {
    const watch = watchUnprocessedKeys();
    watch.onAnswer(load, unprocessed);
    watch.beginInvocation();
    watch.onRequest(put(1));
    expect(watch.violations).toEqual([]);
  });
});
