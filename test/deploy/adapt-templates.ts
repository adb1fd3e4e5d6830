import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * Runs after the app, as the CDK command line is told to, and changes in the templates what MiniStack does not
 * know of AWS. Whatever stands here is not checked by the lane, and said to be so at its end.
 */
export const adaptations = {
  metricMath:
    'the arithmetic of alarms on more than one metric: MiniStack refuses it, so each watches the first of its metrics',
  partiQl:
    'dynamodb:PartiQLInsert and dynamodb:PartiQLUpdate: MiniStack asks for dynamodb:BatchExecuteStatement in their ' +
    'place, an action that AWS does not have, so it is added where they are allowed',
  visibility:
    'sqs:ChangeMessageVisibility for a batch of messages: MiniStack asks for sqs:ChangeMessageVisibilityBatch, an ' +
    'action that AWS does not have, so it is added where the other is allowed',
} as const;

type Statement = { readonly Effect: string; readonly Action: string | string[]; readonly Resource: unknown };
type Document = { readonly Statement: Statement[] };
type Properties = {
  Metrics?: {
    MetricStat?: { Metric: { MetricName: string }; Period: number; Stat: string; Unit?: string };
  }[];
  readonly PolicyDocument?: Document;
  readonly Policies?: readonly { readonly PolicyDocument: Document }[];
};
type Template = {
  readonly Resources: { readonly [logicalId: string]: { Type: string; Properties?: Properties } };
};

if (import.meta.main) adaptTemplates(process.env['CDK_OUTDIR'] ?? '');

/** Rewrites every template of a cloud assembly. */
export function adaptTemplates(assembly: string): void {
  for (const name of readdirSync(assembly).filter((file) => file.endsWith('.template.json'))) {
    const path = join(assembly, name);
    const template = JSON.parse(readFileSync(path, 'utf8')) as Template;
    for (const { Type, Properties = {} } of Object.values(template.Resources)) {
      if (Type === 'AWS::CloudWatch::Alarm') watchOneMetric(Properties);
      const policies = (Properties.Policies ?? []).map(({ PolicyDocument }) => PolicyDocument);
      for (const document of [Properties.PolicyDocument, ...policies]) allowBatches(document);
    }
    writeFileSync(path, JSON.stringify(template));
  }
}

function watchOneMetric(properties: Properties): void {
  const stat = properties.Metrics?.find(({ MetricStat }) => MetricStat !== undefined)?.MetricStat;
  if (stat === undefined) return;
  delete properties.Metrics;
  const { Metric, Period, Stat: Statistic, Unit } = stat;
  Object.assign(properties, Metric, { Period, Statistic, Unit });
}

function allowBatches(document: Document | undefined): void {
  const added = (document?.Statement ?? []).flatMap(({ Effect, Action, Resource }): Statement[] => {
    if (Action.includes('dynamodb:PartiQLUpdate')) {
      return [{ Effect, Action: 'dynamodb:BatchExecuteStatement', Resource: '*' }];
    }
    if (Action.includes('sqs:ChangeMessageVisibility')) {
      return [{ Effect, Action: 'sqs:ChangeMessageVisibilityBatch', Resource }];
    }
    return [];
  });
  document?.Statement.push(...added);
}
