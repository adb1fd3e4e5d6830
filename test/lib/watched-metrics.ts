import { resolve } from '../../scripts/local/stack/intrinsics.ts';
import type { synthesize } from './synthesize.ts';

/** A metric that an alarm or a widget names; a reference to a resource reads `AWS::SQS::Queue/LiveEventsQueue.QueueName`. */
export type WatchedMetric = {
  readonly place: string;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: { readonly [name: string]: string };
  /** Only alarms name one; it has to be that of the data, or there is none. */
  readonly unit?: string | undefined;
  readonly statistic?: string | undefined;
};

type Dimension = { Name: string; Value: string };

export type AlarmResource = {
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
    Id: string;
    Expression?: string;
    ReturnData?: boolean;
    MetricStat?: {
      Metric: { Namespace: string; MetricName: string; Dimensions?: Dimension[] };
      Period: number;
      Stat: string;
      Unit?: string;
    };
  }[];
  readonly Dimensions?: Dimension[];
  readonly Unit?: string;
  readonly AlarmActions?: unknown[];
  readonly OKActions?: unknown[];
};

export type Widget = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title?: string;
    readonly alarms?: readonly string[];
    /** Each `[namespace, name, dimension, value …, options]`, or `[options]` for an expression. */
    readonly metrics?: readonly (readonly unknown[])[];
    readonly annotations?: { readonly horizontal?: readonly { value: number; label?: string }[] };
  };
};

/** All alarms and widgets of a template, with references written as text. */
export function readMonitoring({ template, idsOf, resource }: ReturnType<typeof synthesize>) {
  const typed = (logicalId: string) => {
    const { Type } = template.Resources[logicalId] ?? { Type: '' };
    return Type === '' ? logicalId : `${Type}/${logicalId}`;
  };
  const lookup = {
    ref: (name: string) => typed(name),
    attribute: (logicalId: string, name: string) => `${typed(logicalId)}.${name}`,
  };
  const propertiesOf = (type: string) =>
    idsOf(type).map((id) => resolve(resource(id).Properties, lookup, id));
  const [dashboard] = propertiesOf('AWS::CloudWatch::Dashboard') as [{ DashboardBody: string }];
  const { widgets } = JSON.parse(dashboard.DashboardBody) as { widgets: Widget[] };
  return { alarms: propertiesOf('AWS::CloudWatch::Alarm') as AlarmResource[], widgets };
}

export function metricsOfAlarm(alarm: AlarmResource): WatchedMetric[] {
  const place = alarm.AlarmName;
  const toRecord = (dimensions: Dimension[] = []) =>
    Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value]));
  if (alarm.MetricName !== undefined) {
    return [
      {
        place,
        namespace: alarm.Namespace ?? '',
        name: alarm.MetricName,
        dimensions: toRecord(alarm.Dimensions),
        unit: alarm.Unit,
        statistic: alarm.Statistic ?? alarm.ExtendedStatistic,
      },
    ];
  }
  const stats = (alarm.Metrics ?? []).flatMap(({ MetricStat }) => MetricStat ?? []);
  return stats.map(({ Metric, Stat, Unit }) => ({
    place,
    namespace: Metric.Namespace,
    name: Metric.MetricName,
    dimensions: toRecord(Metric.Dimensions),
    unit: Unit,
    statistic: Stat,
  }));
}

/** A search names dimensions whose value it leaves open: they read `*`. */
const SEARCH = /^SEARCH\('\{(\w+),([\w,]+)\} MetricName="(\w+)"((?: \w+="[^"]+")*)', '(\w+)', \d+\)$/;

export function metricsOfWidget({ properties }: Widget): WatchedMetric[] {
  const place = properties.title ?? '';
  return (properties.metrics ?? []).map((entry) => {
    const options = entry.at(-1) as { expression?: string; stat?: string };
    if (options.expression === undefined) {
      const [namespace, name, ...rest] = entry.slice(0, -1) as string[];
      const dimensions = rest.flatMap((part, i) => (i % 2 === 0 ? [[part, rest[i + 1] ?? '']] : []));
      return {
        place,
        namespace: namespace ?? '',
        name: name ?? '',
        dimensions: Object.fromEntries(dimensions) as Record<string, string>,
        statistic: options.stat,
      };
    }
    const [, namespace = '', schema = '', name = '', filters = '', statistic] =
      SEARCH.exec(options.expression) ?? [];
    const values = new Map([...filters.matchAll(/(\w+)="([^"]+)"/g)].map(([, key, value]) => [key, value]));
    const dimensions = schema.split(',').map((dimension) => [dimension, values.get(dimension) ?? '*']);
    return { place, namespace, name, dimensions: Object.fromEntries(dimensions), statistic };
  });
}
