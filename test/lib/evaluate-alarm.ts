import type { AlarmResource } from './watched-metrics.ts';

export type State = 'OK' | 'ALARM';

/** A data point of each metric in a period, by metric name; a metric that is not there has none. */
export type Period = { readonly [metricName: string]: number };

const comparisons: { readonly [operator: string]: (value: number, threshold: number) => boolean } = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
};

/**
 * Tells the state of an alarm after each period, as CloudWatch evaluates it: M of the last N periods,
 * with missing data treated as the alarm says. It begins in OK.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function evaluate(alarm: AlarmResource, periods: readonly Period[]): State[] {
  const {
    ComparisonOperator,
    Threshold,
    EvaluationPeriods,
    DatapointsToAlarm = EvaluationPeriods,
    TreatMissingData = 'missing',
  } = alarm;
  const isBreaching = comparisons[ComparisonOperator];
  if (isBreaching === undefined) throw new Error(`${ComparisonOperator} is not evaluated here`);
  let state: State = 'OK';
  const values = periods.map((period) => valueIn(alarm, period));
  return values.map((_, end) => {
    const window = values.slice(Math.max(0, end + 1 - EvaluationPeriods), end + 1);
    const breaches = window.filter((value) =>
      value === undefined ? TreatMissingData === 'breaching' : isBreaching(value, Threshold),
    );
    const isKept = TreatMissingData === 'ignore' && window.every((value) => value === undefined);
    if (!isKept) state = breaches.length >= DatapointsToAlarm ? 'ALARM' : 'OK';
    return state;
  });
}

function valueIn(alarm: AlarmResource, period: Period): number | undefined {
  if (alarm.MetricName !== undefined) return period[alarm.MetricName];
  const entries = alarm.Metrics ?? [];
  const expression = entries.find(({ ReturnData }) => ReturnData)?.Expression ?? '';
  const names = new Map(entries.map(({ Id, MetricStat }) => [Id, MetricStat?.Metric.MetricName ?? '']));
  return calculate(expression, (id) => period[names.get(id) ?? '']);
}

/** Calculates metric math: numbers, metrics, comparison, + - * /, IF. What is not finite is no data point. */
function calculate(expression: string, metric: (id: string) => number | undefined): number | undefined {
  const tokens = expression.match(/[\w.]+|>=|[-+*/(),]/g) ?? [];
  const next = () => tokens.shift() ?? '';
  const operations: { readonly [operator: string]: (a: number, b: number) => number } = {
    '>=': (a, b) => Number(a >= b),
    '+': (a, b) => a + b,
    '-': (a, b) => a - b,
    '*': (a, b) => a * b,
    '/': (a, b) => a / b,
  };
  const chain = (operators: string, operand: () => number) => () => {
    let value = operand();
    while (operators.split(' ').includes(tokens[0] ?? '')) {
      value = operations[next()]?.(value, operand()) ?? Number.NaN;
    }
    return value;
  };
  const primary = (): number => {
    const token = next();
    if (token === '(') return inside();
    if (token === 'IF') {
      next();
      const [condition, yes, no] = [inside(), inside(), inside()];
      if (Number.isNaN(condition)) return Number.NaN;
      return condition === 0 ? no : yes;
    }
    return /^[\d.]+$/.test(token) ? Number(token) : (metric(token) ?? Number.NaN);
  };
  /** Up to the comma or the parenthesis that ends it. */
  const inside = () => {
    const value = comparison();
    next();
    return value;
  };
  const comparison: () => number = chain('>=', chain('+ -', chain('* /', primary)));
  const value = comparison();
  return Number.isFinite(value) ? value : undefined;
}
