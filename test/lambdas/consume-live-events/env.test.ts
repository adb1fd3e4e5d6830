import { describe, expect, test } from '@jest/globals';
import { allTableNames } from '../../../lambdas/consume-live-events/domain/tables.ts';
import { type Env, readEnv, tableVariables } from '../../../lambdas/consume-live-events/env.ts';

const env: Env = {
  SUBMISSIONS_TABLE: 'submissions',
  SCORES_TABLE: 'scores',
  COURSE_SCORES_TABLE: 'course-scores',
  FORGOTTEN_TABLE: 'forgotten',
  DEAD_LETTER_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/000000000000/dead-letters',
  VERSION: '0.1.0',
  POWERTOOLS_SERVICE_NAME: 'canvas-grade-state',
  POWERTOOLS_METRICS_NAMESPACE: 'CanvasGradeState',
};

describe('the environment', () => {
  test('by default accepts every root account, keeps rows for ever, no history and no text', () => {
    expect(readEnv(env)).toMatchObject({ ROOT_ACCOUNT_UUIDS: [], STORE_TEXT: [] });
    const { RETENTION_DAYS, HISTORY_TABLE, HISTORY_DAYS } = readEnv(env);
    expect([RETENTION_DAYS, HISTORY_TABLE, HISTORY_DAYS]).toEqual([undefined, undefined, undefined]);
  });

  test('holds lists separated by commas, and whole days', () => {
    const choices = {
      ROOT_ACCOUNT_UUIDS: 'a,b',
      RETENTION_DAYS: '365',
      HISTORY_DAYS: '3650',
      STORE_TEXT: 'comment,submission',
    };
    expect(readEnv({ ...env, ...choices })).toMatchObject({
      ROOT_ACCOUNT_UUIDS: ['a', 'b'],
      RETENTION_DAYS: 365,
      HISTORY_DAYS: 3650,
      STORE_TEXT: ['comment', 'submission'],
    });
  });

  test.each(Object.keys(env) as (keyof Env)[])('without %s stops the function, and says so', (name) => {
    const { [name]: _, ...rest } = env;
    expect(() => readEnv(rest)).toThrow(`environment variable ${name}: `);
  });

  test.each([
    ['DEAD_LETTER_QUEUE_URL', 'no url'],
    ['RETENTION_DAYS', '0'],
    ['RETENTION_DAYS', '1.5'],
    ['HISTORY_DAYS', 'for ever'],
    ['HISTORY_TABLE', ''],
    ['STORE_TEXT', 'comments'],
  ])('with %s of %p stops the function, and says so', (name, value) => {
    expect(() => readEnv({ ...env, [name]: value })).toThrow(`environment variable ${name}`);
  });

  test('has a variable for the name of every table', () => {
    expect(Object.keys(tableVariables).toSorted()).toEqual(allTableNames.toSorted());
    expect(new Set(Object.values(tableVariables)).size).toBe(allTableNames.length);
  });
});
