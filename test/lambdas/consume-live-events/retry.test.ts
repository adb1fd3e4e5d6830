import { describe, expect, test } from '@jest/globals';
import { mayPass, retryWhileItMayPass } from '../../../lambdas/consume-live-events/retry.ts';

const named = (name: string, parts = {}) => Object.assign(new Error(name), { name, ...parts });
const throttled = named('ThrottlingException');

describe('an error', () => {
  test.each([
    ['ThrottlingException', throttled],
    ['ThrottlingError', named('ThrottlingError')],
    ['ProvisionedThroughputExceededException', named('ProvisionedThroughputExceededException')],
    ['RequestLimitExceeded', named('RequestLimitExceeded')],
    ['InternalServerError', named('InternalServerError')],
    ['TransactionConflict', named('TransactionConflict')],
    ['TimeoutError', named('TimeoutError')],
    ['a connection refused', named('Error', { code: 'ECONNREFUSED' })],
    ['status 500', named('Unknown', { $metadata: { httpStatusCode: 500 } })],
  ])('may pass: %s', (_, error) => expect(mayPass(error)).toBe(true));

  test.each([
    ['ValidationException', named('ValidationException', { $metadata: { httpStatusCode: 400 } })],
    ['AccessDeniedException', named('AccessDeniedException', { $metadata: { httpStatusCode: 400 } })],
    ['ResourceNotFound', named('ResourceNotFound')],
    ['AbortError', named('AbortError')],
    ['a name that only contains such a one', named('NoThrottling')],
    ['a mistake of ours', new TypeError('x is undefined')],
    ['no error at all', 'ThrottlingException'],
  ])('does not pass: %s', (_, error) => expect(mayPass(error)).toBe(false));
});

describe('what is retried', () => {
  const failing = (times: number, error: Error) => {
    let left = times;
    const tried = { times: 0 };
    const work = async () => {
      tried.times += 1;
      left -= 1;
      if (left >= 0) throw error;
      return 'done';
    };
    return { work, tried };
  };

  test('is done again until it succeeds', async () => {
    const { work, tried } = failing(3, throttled);
    expect(await retryWhileItMayPass(work, new AbortController().signal)).toBe('done');
    expect(tried.times).toBe(4);
  });

  test('fails at once with an error that does not pass', async () => {
    const { work, tried } = failing(3, named('ValidationException'));
    await expect(retryWhileItMayPass(work, new AbortController().signal)).rejects.toThrow(
      'ValidationException',
    );
    expect(tried.times).toBe(1);
  });

  test('fails with its own last error when the time is up', async () => {
    await expect(retryWhileItMayPass(failing(999, throttled).work, AbortSignal.timeout(30))).rejects.toBe(
      throttled,
    );
  });

  test('fails with that error also when it is in the middle of another try', async () => {
    const time = new AbortController();
    let tries = 0;
    const work = async () => {
      tries += 1;
      if (tries === 1) throw throttled;
      time.abort();
      throw named('AbortError');
    };
    await expect(retryWhileItMayPass(work, time.signal)).rejects.toBe(throttled);
    expect(tries).toBe(2);
  });

  test('is tried once when the time was up before', async () => {
    const { work, tried } = failing(9, throttled);
    await expect(retryWhileItMayPass(work, AbortSignal.abort())).rejects.toBe(throttled);
    expect(tried.times).toBe(1);
  });
});
