import type { Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { AlarmTopic } from './alarm-topic.ts';
import { Alarms, runbookOf } from './alarms.ts';
import type { Config } from './config.ts';
import { createDashboard } from './dashboard.ts';
import { outcomeAlarms } from './outcome-alarms.ts';
import { functionAlarms, queueAlarms, silenceAlarms, tableAlarms, type Watched } from './resource-alarms.ts';

export type MonitoringProps = Watched & { readonly config: Config };

/** What tells people how the system fares: alarms, the topic they go to, and a dashboard. */
export class Monitoring extends Construct {
  readonly topic: Topic;
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const { config } = props;
    const namePrefix = `canvas-grade-state-${config.name}-`;
    this.topic = new AlarmTopic(this, 'Notifications', config, namePrefix).topic;
    const { alarms } = new Alarms(this, 'Alarms', namePrefix, runbookOf(config), this.topic, [
      ...queueAlarms(props),
      ...silenceAlarms(props),
      ...functionAlarms(props),
      ...outcomeAlarms(config),
      ...tableAlarms(props),
    ]);
    this.dashboard = createDashboard(this, 'Dashboard', props, alarms);
  }
}
