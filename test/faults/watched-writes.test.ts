import { describe, expect, test } from '@jest/globals';
import type { Answer, Exchange, JsonObject } from '../../faults/exchange.ts';
import { openTally } from '../../faults/kinds.ts';
import { watchUnprocessedKeys } from '../../faults/unprocessed-keys.ts';
import { watchWrites } from '../../faults/watch-writes.ts';

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
  return { status, body: JSON.stringify(body) };
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
    const violations: string[] = [];
    const watch = watchWrites(violations, openTally());
    for (const [exchange, answer] of writes) watch.note({}, exchange, answer);
    expect(violations).toHaveLength(found);
  });
});

describe('a refused write', () => {
  const one = {};
  const other = {};
  const failedWith = (Code: string) => answerOf(200, { Responses: [{ Error: { Code } }] });

  test.each<[string, [object, Exchange, Answer][], number]>([
    ['is a lost race', [[one, update(2), refused]], 1],
    ['is a lost race of a new row', [[one, put(1), failedWith('DuplicateItem')]], 1],
    [
      'is a lost race when another consumer has made it',
      [
        [one, update(2), accepted],
        [other, update(2), refused],
      ],
      1,
    ],
    [
      'is none when this consumer had made it before',
      [
        [one, put(1), accepted],
        [one, put(1), failedWith('DuplicateItem')],
      ],
      0,
    ],
    ['is none when it was not refused but failed', [[one, update(2), failedWith('ThrottlingError')]], 0],
    ['is none when its request failed as a whole', [[one, update(2), failed]], 0],
  ])('%s', (_, writes, lost) => {
    const tally = openTally();
    const watch = watchWrites([], tally);
    for (const write of writes) watch.note(...write);
    expect(tally.count('condition-raced')).toBe(lost);
  });

  test('is none of an item of the history, to which copies are added in vain', () => {
    const tally = openTally();
    const Statements = [{ Statement: `INSERT INTO "t" VALUE {'entity': ?, 'entry': ?}`, Parameters: [] }];
    const request = requestOf('BatchExecuteStatement', { Statements });
    watchWrites([], tally).note(one, request, failedWith('DuplicateItem'));
    expect(tally.count('condition-raced')).toBe(0);
  });
});

describe('the watch for rows written unread', () => {
  const load = requestOf('BatchGetItem', { RequestItems: { t: { Keys: [key] } } });
  const unprocessed = answerOf(200, { UnprocessedKeys: { t: { Keys: [key] } } });

  test('finds a row that is written although its key was left unprocessed', () => {
    const violations: string[] = [];
    const watch = watchUnprocessedKeys(violations);
    watch.onRequest(load);
    watch.onAnswer(load, unprocessed);
    watch.onRequest(put(1));
    expect(violations).toHaveLength(1);
  });

  test('lets it be written once its key was asked for again', () => {
    const violations: string[] = [];
    const watch = watchUnprocessedKeys(violations);
    watch.onRequest(load);
    watch.onAnswer(load, unprocessed);
    watch.onRequest(load);
    watch.onAnswer(load, answerOf(200));
    watch.onRequest(put(1));
    expect(violations).toEqual([]);
  });

  test('lets other rows be written', () => {
    const violations: string[] = [];
    const watch = watchUnprocessedKeys(violations);
    watch.onAnswer(load, unprocessed);
    watch.onRequest(put(1, { facet: { S: 'submission' } }));
    expect(violations).toEqual([]);
  });

  test('forgets what an earlier invocation was left with', () => {
    const violations: string[] = [];
    const watch = watchUnprocessedKeys(violations);
    watch.onAnswer(load, unprocessed);
    watch.beginInvocation();
    watch.onRequest(put(1));
    expect(violations).toEqual([]);
  });
});
