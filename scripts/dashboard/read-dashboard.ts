import type { CloudAssembly, Template } from '../local/stack/cloud-assembly.ts';
import { type Lookup, resolve } from '../local/stack/intrinsics.ts';
import { type Alarm, type AlarmProperties, readAlarm } from './read-alarm.ts';

export type Widget = {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title?: string;
    readonly markdown?: string;
    readonly stacked?: boolean;
    /** ARNs. */
    readonly alarms?: readonly string[];
    /** Each `[namespace, name, dimension, value …, options]`, or `[options]` for an expression. */
    readonly metrics?: readonly (readonly unknown[])[];
    readonly annotations?: { readonly horizontal?: readonly Annotation[] };
    readonly yAxis?: { readonly left?: Axis; readonly right?: Axis };
  };
};

export type Annotation = { readonly value: number; readonly label?: string; readonly color?: string };
type Axis = { readonly label?: string };

export type DashboardView = {
  readonly name: string;
  readonly widgets: readonly Widget[];
  readonly alarms: readonly Alarm[];
};

/** Reads the one dashboard of a template and all alarms, as CloudFormation would create them. */
export async function readDashboard({ stackName, template }: CloudAssembly): Promise<DashboardView> {
  const lookup = namesOf(template, stackName);
  const propertiesOf = async (type: string) => {
    const found = Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
    return Promise.all(
      found.map(async ([logicalId, { Properties = {} }]) => resolve(Properties, lookup, logicalId)),
    );
  };
  const dashboards = await propertiesOf('AWS::CloudWatch::Dashboard');
  const [dashboard] = dashboards as { DashboardName: string; DashboardBody: string }[];
  if (dashboard === undefined || dashboards.length > 1) {
    throw new Error(`The template declares ${dashboards.length} dashboards; a preview shows one.`);
  }
  const { widgets } = JSON.parse(dashboard.DashboardBody) as { widgets: readonly Widget[] };
  const alarms = (await propertiesOf('AWS::CloudWatch::Alarm')) as AlarmProperties[];
  return { name: dashboard.DashboardName, widgets, alarms: alarms.map(readAlarm) };
}

/** Stands in for what AWS would answer: a resource is called by its physical name, wherever it is referred to. */
function namesOf({ Resources }: Template, stackName: string): Lookup {
  const pseudoParameters: { readonly [name: string]: string } = {
    'AWS::AccountId': '123456789012',
    'AWS::Partition': 'aws',
    'AWS::Region': 'us-east-1',
    'AWS::StackName': stackName,
  };
  const nameOf = (logicalId: string) => {
    const properties = Object.entries(Resources[logicalId]?.Properties ?? {});
    const [, name] = properties.find(([property]) => /^[A-Z][a-z]+Name$/.test(property)) ?? [];
    return typeof name === 'string' ? name : logicalId;
  };
  return {
    ref: async (name) => pseudoParameters[name] ?? nameOf(name),
    attribute: async (logicalId) => nameOf(logicalId),
  };
}
