import { expect, test } from '@jest/globals';
import { describeSeconds, readAlarm } from '../../../scripts/dashboard/read-alarm.ts';

test('an alarm on a metric is described by its statistic, threshold and periods', () => {
  const alarm = {
    AlarmName: 'name',
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 3,
    EvaluationPeriods: 4,
    Namespace: 'AWS/SQS',
    MetricName: 'NumberOfMessagesSent',
    Statistic: 'Sum',
    Period: 60,
  };

  expect(readAlarm(alarm)).toEqual({
    name: 'name',
    condition: 'Sum of AWS/SQS NumberOfMessagesSent > 3',
    periods: '4 of 4 × 1 min',
    missingData: 'missing',
    description: '',
  });
});

test.each([
  [10, '10 s'],
  [90, '90 s'],
  [300, '5 min'],
  [3_600, '1 h'],
  [5_400, '90 min'],
  [86_400, '1 d'],
])('%d seconds are written %s', (seconds, text) => {
  expect(describeSeconds(seconds)).toBe(text);
});
