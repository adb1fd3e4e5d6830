/** An alarm as people are to read it. */
export type Alarm = {
  readonly name: string;
  /** What is compared with what, such as `Maximum of AWS/SQS ApproximateNumberOfMessagesVisible ≥ 1`. */
  readonly condition: string;
  /** How often it must be so, such as `2 of 3 periods of 5 min`. */
  readonly periods: string;
  readonly missingData: string;
  readonly description: string;
};

/** The properties of an `AWS::CloudWatch::Alarm` on a metric, or on an expression over metrics. */
export type AlarmProperties = {
  readonly AlarmName: string;
  readonly AlarmDescription?: string;
  readonly ComparisonOperator: string;
  readonly Threshold: number;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm?: number;
  readonly TreatMissingData?: string;
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Statistic?: string;
  readonly ExtendedStatistic?: string;
  readonly Period?: number;
  readonly Metrics?: readonly {
    readonly Label?: string;
    readonly Expression?: string;
    readonly ReturnData?: boolean;
    readonly MetricStat?: { readonly Period: number };
  }[];
};

const comparisons: { readonly [operator: string]: string } = {
  GreaterThanOrEqualToThreshold: '≥',
  GreaterThanThreshold: '>',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '≤',
};

/** Describes an alarm of a template, its references already resolved. */
export function readAlarm(alarm: AlarmProperties): Alarm {
  const { EvaluationPeriods: of, DatapointsToAlarm: datapoints = of, Metrics: metrics = [] } = alarm;
  const expression = metrics.find(({ ReturnData }) => ReturnData);
  const seconds = alarm.Period ?? metrics.find(({ MetricStat }) => MetricStat)?.MetricStat?.Period ?? 0;
  const statistic = alarm.Statistic ?? alarm.ExtendedStatistic;
  const subject = expression?.Expression ?? `${statistic} of ${alarm.Namespace} ${alarm.MetricName}`;
  const comparison = comparisons[alarm.ComparisonOperator] ?? alarm.ComparisonOperator;
  return {
    name: alarm.AlarmName,
    condition: `${subject} ${comparison} ${alarm.Threshold}`,
    periods: `${datapoints} of ${of} × ${describeSeconds(seconds)}`,
    missingData: alarm.TreatMissingData ?? 'missing',
    description: alarm.AlarmDescription ?? '',
  };
}

/** Writes a period in its largest whole unit: `5 min`. */
export function describeSeconds(seconds: number): string {
  if (seconds % 86_400 === 0) return `${seconds / 86_400} d`;
  if (seconds % 3_600 === 0) return `${seconds / 3_600} h`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}
