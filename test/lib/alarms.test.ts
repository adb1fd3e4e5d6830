import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { evaluate, type Period, type State } from './evaluate-alarm.ts';
import { ref, synthesize } from './synthesize.ts';
import { type AlarmResource, metricsOfAlarm, readMonitoring } from './watched-metrics.ts';

const synthesized = synthesize();
const { alarms } = readMonitoring(synthesized);
const prefix = 'canvas-grade-state-prod-';
const topic = `AWS::SNS::Topic/${synthesized.only('AWS::SNS::Topic').logicalId}`;

const batch = { Applied: 0, Duplicate: 0, Stale: 0, Ignored: 0, Rejected: 0, Failed: 0 };
const nothing: Period = {};

type Case = {
  /** How many of the last periods must be bad, and how long a period is. */
  readonly after: `${number} of ${number} x ${number} min`;
  /** A period in which it is as bad as it must be, to the last digit. */
  readonly bad: Period;
  /** One that is all but as bad: as many of these as one likes are no reason to wake anyone. */
  readonly bearable: Period;
  /** What no data at all makes of an alarm in OK, and of one in ALARM. */
  readonly afterSilence: readonly [State, State];
};
const quiet = ['OK', 'OK'] as const;

const cases: Record<string, Case> = {
  'dead-letters': {
    after: '1 of 1 x 1 min',
    bad: { ApproximateNumberOfMessagesVisible: 1 },
    bearable: { ApproximateNumberOfMessagesVisible: 0 },
    afterSilence: quiet,
  },
  // 3 x 361 s of visibility timeout.
  'oldest-message': {
    after: '5 of 5 x 1 min',
    bad: { ApproximateAgeOfOldestMessage: 1083 },
    bearable: { ApproximateAgeOfOldestMessage: 1082 },
    afterSilence: quiet,
  },
  silence: {
    after: '24 of 24 x 60 min',
    bad: { NumberOfMessagesSent: 0 },
    bearable: { NumberOfMessagesSent: 1 },
    afterSilence: ['ALARM', 'ALARM'],
  },
  'function-errors': {
    after: '2 of 3 x 5 min',
    bad: { Errors: 1 },
    bearable: { Errors: 0 },
    afterSilence: quiet,
  },
  'function-throttles': {
    after: '2 of 3 x 5 min',
    bad: { Throttles: 1 },
    bearable: { Throttles: 0 },
    afterSilence: quiet,
  },
  // The function gives up by itself after 55 s.
  'function-timeouts': {
    after: '1 of 1 x 5 min',
    bad: { Duration: 60_000 },
    bearable: { Duration: 55_500 },
    afterSilence: quiet,
  },
  // A message that failed comes again after six minutes: once is nothing yet.
  'failed-messages': {
    after: '2 of 3 x 5 min',
    bad: { ...batch, Failed: 1 },
    bearable: batch,
    afterSilence: quiet,
  },
  'rejected-messages': {
    after: '1 of 1 x 15 min',
    bad: { ...batch, Applied: 100, Duplicate: 40, Stale: 30, Ignored: 19, Failed: 1, Rejected: 10 },
    bearable: { ...batch, Applied: 100, Duplicate: 40, Stale: 30, Ignored: 20, Failed: 1, Rejected: 10 },
    afterSilence: quiet,
  },
  'event-lag': {
    after: '3 of 3 x 5 min',
    bad: { EventLag: 900_000 },
    bearable: { EventLag: 899_999 },
    afterSilence: quiet,
  },
  'missed-changes': {
    after: '1 of 1 x 60 min',
    bad: { MissedChange: 10, Applied: 1000 },
    bearable: { MissedChange: 10, Applied: 1001 },
    afterSilence: quiet,
  },
  // A quiet weekend does not end it, so that Monday does not begin it again.
  'schema-drift': {
    after: '1 of 1 x 1440 min',
    bad: { SchemaDrift: 1 },
    bearable: { SchemaDrift: 0 },
    afterSilence: ['OK', 'ALARM'],
  },
};
for (const table of ['submissions', 'scores', 'course-scores', 'history']) {
  for (const direction of ['Read', 'Write']) {
    cases[`table-throttles-${table}-${direction.toLowerCase()}s`] = {
      after: '3 of 3 x 5 min',
      bad: { [`${direction}ThrottleEvents`]: 1 },
      bearable: { [`${direction}ThrottleEvents`]: 0 },
      afterSilence: quiet,
    };
  }
  for (const operation of [
    ...(table === 'history' ? [] : ['batchgetitem', 'getitem']),
    'batchexecutestatement',
    'batchexecutestatement-write',
  ]) {
    cases[`table-system-errors-${table}-${operation}`] = {
      after: '3 of 3 x 5 min',
      bad: { SystemErrors: 1 },
      bearable: { SystemErrors: 0 },
      afterSilence: quiet,
    };
  }
}

const alarmOf = (name: string): AlarmResource => {
  const found = alarms.find(({ AlarmName }) => AlarmName === `${prefix}${name}`);
  if (found === undefined) throw new Error(`no alarm ${name}`);
  return found;
};
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

test('every alarm is driven here', () => {
  expect(alarms.map(({ AlarmName }) => AlarmName).sort()).toEqual(
    Object.keys(cases)
      .map((name) => `${prefix}${name}`)
      .sort(),
  );
});

describe.each(Object.entries(cases))('the alarm %s', (name, { after, bad, bearable, afterSilence }) => {
  const alarm = alarmOf(name);
  const enough = alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods;
  const all = alarm.EvaluationPeriods;
  const stats = (alarm.Metrics ?? []).flatMap(({ MetricStat }) => MetricStat?.Period ?? []);
  const period = alarm.Period ?? stats[0] ?? 0;

  test(`needs bad periods: ${after}`, () => {
    expect(`${enough} of ${all} x ${period / 60} min`).toBe(after);
  });

  test('goes off after as many bad periods as it says, and is over after as many good ones', () => {
    const states = evaluate(alarm, [
      ...times(all, bearable),
      ...times(enough - 1, bad),
      bad,
      ...times(all, bearable),
    ]);

    expect(states.slice(0, all + enough - 1)).toEqual(times(all + enough - 1, 'OK'));
    expect(states[all + enough - 1]).toBe('ALARM');
    expect(states.at(-1)).toBe('OK');
  });

  test('does not go off while it is bearable', () => {
    expect(evaluate(alarm, times(3 * all, bearable))).toEqual(times(3 * all, 'OK'));
  });

  test('treats missing data as was decided', () => {
    const silence = times(all, nothing);

    expect(evaluate(alarm, [...times(all, bearable), ...silence]).at(-1)).toBe(afterSilence[0]);
    expect(evaluate(alarm, [...times(all, bad), ...silence]).at(-1)).toBe(afterSilence[1]);
  });

  test('tells the topic when it begins and when it is over', () => {
    expect(alarm).toMatchObject({ AlarmActions: [topic], OKActions: [topic] });
  });

  test('says what happened, what is lost, what to do, and where to read on', () => {
    const kind = name.replace(/^(table-throttles|table-system-errors)-.*$/, '$1');

    expect(alarm.AlarmDescription).toMatch(/^[A-Z].+\. .*\b(?:lost|late)\b.+ Next: [a-z].+\. Runbook: /);
    expect(alarm.AlarmDescription).toMatch(new RegExp(` docs/runbook\\.md#${kind}$`));
    expect(alarm.AlarmDescription?.length).toBeLessThanOrEqual(1024);
  });

  test('looks back no further than CloudWatch does', () => {
    expect(new Set([period, ...stats]).size).toBe(1);
    expect(all * period).toBeLessThanOrEqual(period >= 3600 ? 7 * 86_400 : 86_400);
  });
});

test.each([
  ['dead-letters', 'ApproximateNumberOfMessagesVisible', 'Maximum', '1 of 1 x 60 s'],
  ['event-lag', 'EventLag', 'p99', '3 of 3 x 300 s'],
  ['silence', 'NumberOfMessagesSent', 'Sum', '24 of 24 x 3600 s'],
  ['rejected-messages', 'Rejected', 'Sum', '1 of 1 x 900 s'],
  ['schema-drift', 'SchemaDrift', 'Sum', '1 of 1 x 86400 s'],
])('the alarm %s looks at %s, its %s, and waits for %s', (name, metric, statistic, periods) => {
  const alarm = alarmOf(name);
  const seconds = alarm.Period ?? alarm.Metrics?.find(({ MetricStat }) => MetricStat)?.MetricStat?.Period;

  expect(metricsOfAlarm(alarm)).toContainEqual(expect.objectContaining({ name: metric, statistic }));
  expect(`${alarm.DatapointsToAlarm} of ${alarm.EvaluationPeriods} x ${seconds} s`).toBe(periods);
});

test('every alarm has its entry in the runbook', () => {
  const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');
  const anchors = [...runbook.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title.toLowerCase().replaceAll(' ', '-'),
  );
  const named = alarms.map(({ AlarmDescription = '' }) => AlarmDescription.replace(/^.*#/, ''));

  expect(anchors).toEqual(expect.arrayContaining(named));
});

describe('the rate of rejections', () => {
  const alarm = alarmOf('rejected-messages');

  test('is none of fewer than ten', () => {
    expect(evaluate(alarm, [{ ...batch, Rejected: 9 }])).toEqual(['OK']);
    expect(evaluate(alarm, [{ ...batch, Rejected: 10 }])).toEqual(['ALARM']);
  });
});

describe('the alarm for silence', () => {
  const silenceOf = async (silenceHours: number) => {
    const { alarms } = readMonitoring(synthesize({ silenceHours }));
    return alarms.find(({ AlarmName }) => AlarmName === `${prefix}silence`);
  };

  test.each([1, 72, 168])('waits for the configured %d hours', async (hours) => {
    const alarm = await silenceOf(hours);

    expect(alarm).toMatchObject({ Period: 3600, EvaluationPeriods: hours, DatapointsToAlarm: hours });
    expect(alarm?.AlarmDescription).toContain(`for ${hours} hour`);
  });

  test('does not exist with 0 hours', async () => {
    expect(await silenceOf(0)).toBeUndefined();
  });
});

describe('a configured address of the runbook', () => {
  const runbookUrl = `https://wiki.example.edu/${'x'.repeat(283)}`;

  test('is where every alarm says to read on, at the heading of its kind', async () => {
    const { alarms } = readMonitoring(synthesize({ runbookUrl }));

    expect(alarms.length).toBeGreaterThan(0);
    for (const { AlarmName = '', AlarmDescription = '' } of alarms) {
      const kind = AlarmName.replace(prefix, '').replace(/^(table-throttles|table-system-errors)-.*$/, '$1');
      expect(AlarmDescription).toMatch(new RegExp(` Runbook: ${runbookUrl}#${kind}$`));
      expect(AlarmDescription.length).toBeLessThanOrEqual(1024);
    }
  });

  test('is linked to on the dashboard', async () => {
    const { widgets } = readMonitoring(synthesize({ runbookUrl }));

    expect(JSON.stringify(widgets)).toContain(`[the runbook](${runbookUrl})`);
  });
});

test('the alarm for old messages follows the visibility timeout', async () => {
  const { alarms } = readMonitoring(synthesize({ batchingWindowSeconds: 300 }));

  expect(alarms.find(({ AlarmName }) => AlarmName === `${prefix}oldest-message`)?.Threshold).toBe(3 * 660);
});

describe('the topic', () => {
  const properties = synthesized.only('AWS::SNS::Topic').Properties;

  test('is encrypted with a key of its own: CloudWatch can not use the AWS-managed one', () => {
    const [key = ''] = synthesized.idsOf('AWS::KMS::Key');

    expect(properties['KmsMasterKeyId']).toEqual({ 'Fn::GetAtt': [key, 'Arn'] });
    expect(synthesized.resource(key).Properties['EnableKeyRotation']).toBe(true);
  });

  test('has no subscription, unless an address is configured', () => {
    expect(synthesized.idsOf('AWS::SNS::Subscription')).toEqual([]);

    const subscribed = synthesize({ alarmEmail: 'on-call@example.edu' });
    expect(subscribed.only('AWS::SNS::Subscription').Properties).toEqual({
      Protocol: 'email',
      Endpoint: 'on-call@example.edu',
      TopicArn: ref(subscribed.only('AWS::SNS::Topic').logicalId),
    });
  });
});
