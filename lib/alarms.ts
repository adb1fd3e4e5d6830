import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, type TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Config } from './config.ts';

/** When to alarm, and what to tell the person who is woken by it. */
export type AlarmDefinition = {
  /** Its place in the runbook. */
  readonly kind: AlarmKind;
  /** Which of several of a kind: `submissions-reads`. */
  readonly of?: string;
  /** With its statistic and period. */
  readonly metric: IMetric;
  /** Alarms at this value and beyond it: above, unless `isFloor`. */
  readonly threshold: number;
  /** Alarms below the threshold, not at it and above. */
  readonly isFloor?: boolean;
  /** How many of the last periods must be beyond it: `[2, 3]` is two of three. */
  readonly datapoints: readonly [number, number];
  /** Decided one by one, since silence of a metric means something else for each. */
  readonly missing: TreatMissingData;
  readonly happened: string;
  readonly lost: string;
  readonly next: string;
};

/** The kinds of alarms; each has an entry of this name, in kebab case, in docs/runbook.md. */
export type AlarmKind =
  | 'DeadLetters'
  | 'OldestMessage'
  | 'FunctionErrors'
  | 'FunctionThrottles'
  | 'FunctionTimeouts'
  | 'FailedMessages'
  | 'RejectedMessages'
  | 'Silence'
  | 'EventLag'
  | 'MissedChanges'
  | 'SchemaDrift'
  | 'TableThrottles'
  | 'TableSystemErrors';

export const minutes = (count: number) => Duration.minutes(count);

/** Where the runbook is: its address, or its file in the repository. An alarm adds its heading. */
export function runbookOf({ runbookUrl = 'docs/runbook.md' }: Pick<Config, 'runbookUrl'>): string {
  return runbookUrl;
}

/** Creates alarms that tell the topic when they begin and when they are over. */
export class Alarms extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(
    scope: Construct,
    id: string,
    namePrefix: string,
    runbook: string,
    topic: Topic,
    definitions: readonly AlarmDefinition[],
  ) {
    super(scope, id);
    const action = new SnsAction(topic);
    this.alarms = definitions.map((definition) => {
      const { kind, of, metric, threshold, isFloor = false, missing } = definition;
      const [datapointsToAlarm, evaluationPeriods] = definition.datapoints;
      const alarm = new Alarm(this, of === undefined ? kind : `${kind}-${of}`, {
        alarmName: `${namePrefix}${[kebabCase(kind), of].filter((part) => part !== undefined).join('-')}`,
        alarmDescription: describe(definition, runbook),
        metric,
        threshold,
        comparisonOperator: isFloor
          ? ComparisonOperator.LESS_THAN_THRESHOLD
          : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        datapointsToAlarm,
        evaluationPeriods,
        treatMissingData: missing,
      });
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
      return alarm;
    });
  }
}

function describe({ kind, happened, lost, next }: AlarmDefinition, runbook: string): string {
  return `${happened} ${lost} Next: ${next} Runbook: ${runbook}#${kebabCase(kind)}`;
}

function kebabCase(kind: AlarmKind): string {
  return kind.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
}
