import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from '@jest/globals';
import { answerTo } from './exported.ts';

test.each([
  ['NULL', null],
  [`'a'`, 'a'],
  ['true', true],
  ['1.5::DOUBLE', 1.5],
  [`'nan'::DOUBLE`, 'NaN'],
  ['9007199254740991', 9_007_199_254_740_991],
  ['9007199254740993', '9007199254740993'],
  ['CAST(-9007199254740993 AS HUGEINT)', '-9007199254740993'],
  ['92.50::DECIMAL(5, 2)', 92.5],
  ['12345678901234567.25::DECIMAL(20, 2)', '12345678901234567.25'],
  [`TIMESTAMPTZ '2019-11-01 19:11:05.222+00'`, '2019-11-01T19:11:05.222Z'],
  [`TIMESTAMP '2019-11-01 19:11:05.222'`, '2019-11-01T19:11:05.222'],
  [`DATE '2019-11-01'`, '2019-11-01'],
  [`TIMESTAMP 'infinity'`, 'infinity'],
  [`['1', NULL]`, ['1', null]],
  [`{a: 1, b: 'x'}`, { a: 1, b: 'x' }],
  [`INTERVAL '1' DAY`, '1 day'],
])('%s is %j in an answer', async (sql, value) => {
  const instance = await DuckDBInstance.create(':memory:');
  const duckdb = await instance.connect();
  expect((await answerTo({ duckdb }, `SELECT ${sql}`)).rows).toEqual([[value]]);
  duckdb.closeSync();
  instance.closeSync();
});
