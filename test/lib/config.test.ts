import { describe, expect, test } from '@jest/globals';
import { ConfigError, doubtsAbout, parseConfig } from '../../lib/config.ts';

/** Root accounts of the published pages whose events carry grade state. */
const published = [
  'VicYj3cu5BIFpoZhDVU4DZumnlBrWi1grgJEzADs',
  '44fJ44GgJ29gJBsl43JLKgljsBIOTsbnKT48932g',
  'V3kdo4kgu3F4Kf4fK109DSFkdso432950GKSOJNj',
  '398DFJSAFJDfgkhdsahk439849GJSDKGJSAFKG99',
];

const mistake = (context: Record<string, unknown>) => {
  try {
    parseConfig(context);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('accepted');
};

describe('without any setting', () => {
  test('the defaults are one production environment that keeps everything and accepts any Canvas', () => {
    expect(parseConfig({})).toEqual({
      name: 'prod',
      history: true,
      storeText: [],
      removalPolicy: 'retain',
      senderAccount: '636161780776',
      silenceHours: 24,
      batchSize: 1000,
      batchingWindowSeconds: 1,
      maxConcurrency: 5,
    });
  });

  test("feature flags, cached look-ups and the command line's own keys are not settings", () => {
    const context = {
      '@aws-cdk/core:checkSecretUsage': true,
      'aws:cdk:bundling-stacks': ['**'],
      'availability-zones:account=1:region=us-east-1': [],
      'acknowledged-issue-numbers': [34892],
      'cli-telemetry': false,
    };

    expect(parseConfig(context)).toEqual(parseConfig({}));
  });
});

describe('the strings of -c and the JSON values of cdk.json mean the same', () => {
  test.each([
    ['rootAccounts', published.join(', '), published, published],
    ['retentionDays', '400', 400, 400],
    ['retentionDays', '28', 28, 28],
    ['history', 'false', false, false],
    ['historyDays', '28', 28, 28],
    ['storeText', 'comment,submission', ['comment', 'submission'], ['comment', 'submission']],
    ['senderAccount', '123456789012', 123456789012, '123456789012'],
    ['silenceHours', '168', 168, 168],
    ['silenceHours', '0', 0, 0],
    ['batchSize', '10000', 10_000, 10_000],
    ['batchingWindowSeconds', '300', 300, 300],
    ['maxConcurrency', '2', 2, 2],
  ])('%s', (key, text, json, expected) => {
    expect(parseConfig({ [key]: text })).toMatchObject({ [key]: expected });
    expect(parseConfig({ [key]: json })).toMatchObject({ [key]: expected });
  });
});

describe('a wrong setting is refused with its key, what was given and what is allowed', () => {
  test.each([
    ['name', 'Prod', 'lower case letters, digits and hyphens'],
    ['name', '', 'lower case letters'],
    ['name', '9to5', 'beginning with a letter'],
    ['name', 'beta-', 'not ending with a hyphen'],
    ['name', 'a'.repeat(33), 'up to 32'],
    ['name', 'prod-dead-letters', 'another environment'],
    ['name', 'prod-course', 'another environment'],
    ['rootAccounts', '', 'leave the key out to accept any'],
    ['rootAccounts', [], 'leave the key out to accept any'],
    ['rootAccounts', 'a,,b', 'root account uuids'],
    ['rootAccounts', ['a b'], 'root account uuids'],
    ['rootAccounts', '21070000000000001', "not an account's number"],
    ['rootAccounts', 21070000000001, "not an account's number"],
    ['rootAccounts', '1'.repeat(40), "not an account's number"],
    ['rootAccounts', 'abc', 'https://<your Canvas>/api/v1/accounts/self'],
    ['rootAccounts', `${published[0]},VicYj3cu5BIFpoZhDVU`, '40 letters and digits'],
    ['rootAccounts', `${published[0]}.oxana.instructure.com`, '40 letters and digits'],
    ['retentionDays', '0', 'a whole number from 28 to 36500'],
    [
      'retentionDays',
      '27',
      'a row must outlive every copy of its events (7 days in the queue, 14 as a dead letter, 7',
    ],
    ['retentionDays', '36501', 'a whole number from 28 to 36500'],
    ['retentionDays', 1.5, 'a whole number from 28 to 36500'],
    ['retentionDays', '', 'a whole number from 28 to 36500'],
    ['history', 'off', 'true, to keep every state that a grade had, or false'],
    ['history', '', 'true, to keep'],
    ['historyDays', '27', 'must outlive every copy of its events'],
    ['storeText', 'comment,grade', 'comment, submission'],
    ['removalPolicy', 'delete', 'retain, or destroy'],
    ['senderAccount', '63616178077', '12 digits'],
    ['runbookUrl', '', 'an https address without #'],
    ['runbookUrl', 'http://wiki/runbook', 'an https address without #'],
    ['runbookUrl', 'https://wiki/runbook.md#silence', 'an https address without #'],
    ['alarmEmail', '', 'one email address'],
    ['alarmEmail', 'a@b.edu,c@d.edu', 'one email address'],
    ['alarmEmail', 'on-call', 'one email address'],
    ['silenceHours', '-1', 'a whole number from 0 to 168'],
    ['silenceHours', '169', 'a whole number from 0 to 168'],
    ['queueKey', '', 'leave the key out for SSE-SQS'],
    ['queueKey', 'alias/aws/sqs', 'not alias/aws/sqs, whose key policy cannot let Instructure in'],
    ['queueKey', 'arn:aws:kms:eu-west-1:123456789012:alias/queues', 'the ARN of a customer-managed KMS key'],
    ['batchSize', '0', 'a whole number from 1 to 10000'],
    ['batchSize', '10001', 'a whole number from 1 to 10000'],
    ['batchingWindowSeconds', '301', 'a whole number from 0 to 300'],
    ['batchingWindowSeconds', '0', 'at least 1 when batchSize is above 10'],
    ['maxConcurrency', '1', 'a whole number from 2 to 1000'],
    ['maxConcurrency', '1001', 'a whole number from 2 to 1000'],
    ['maxConcurrency', true, 'a whole number from 2 to 1000'],
  ])('%s = %j', (key, given, allowed) => {
    const message = mistake({ [key]: given });

    expect(message).toContain(`  ${key} is ${JSON.stringify(given)}; allowed: `);
    expect(message).toContain(allowed);
  });

  test('a key that is not a setting is refused, for a misspelt allow-list would accept every Canvas', () => {
    expect(mistake({ rootaccounts: 'VicYj3cu5BIF' })).toContain(
      'rootaccounts is not a setting; the settings are name, rootAccounts, ',
    );
  });

  test.each([
    ['queueKey', 'create'],
    ['queueKey', 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab'],
    ['queueKey', 'arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/mrk-1234abcd12ab34cd56ef1234567890ab'],
    ['alarmEmail', 'on-call+canvas@its.example.edu'],
  ])('%s = %j is accepted', (key, given) => {
    expect(parseConfig({ [key]: given })).toMatchObject({ [key]: given });
  });

  test('all mistakes are told at once, each once', () => {
    const lines = mistake({ name: '!', rootAccounts: ['!', '?'], batchSize: 0, beta: true }).split('\n');

    expect(lines.map((line) => line.trim().split(' ')[0])).toEqual([
      'Wrong',
      'beta',
      'name',
      'rootAccounts',
      'batchSize',
    ]);
  });

  test('batches of up to 10 need no window', () => {
    expect(parseConfig({ batchSize: 10, batchingWindowSeconds: 0 })).toMatchObject({
      batchingWindowSeconds: 0,
    });
  });
});

describe('of root accounts', () => {
  test('those of the published pages are beyond doubt', () => {
    expect(doubtsAbout(parseConfig({ rootAccounts: published }))).toEqual([]);
    expect(doubtsAbout(parseConfig({}))).toEqual([]);
  });

  test.each([
    '01314161-1afc-0f2f-ffbf-1f31f5f0f972',
    'VicYj3cu5BIFpoZhDVU4',
    'VicYj3cu5BIFpoZhDVU4DZumnlBrWi1grgJEzAD',
    'VicYj3cu5BIFpoZhDVU4DZumnlBrWi1grgJEzADsX',
  ])('%s is accepted and doubted by the name of the setting', (uuid) => {
    const doubts = doubtsAbout(parseConfig({ rootAccounts: [...published, uuid] }));

    expect(doubts).toEqual([expect.stringMatching(new RegExp(`^rootAccounts has ${uuid}: .*accounts/self`))]);
  });
});
