import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type GraphWidgetProps,
  type IWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { accountWideName } from './account-wide-name.ts';
import { contentGraphs, eventGraphs, functionGraphs, queueGraphs, tableGraphs } from './dashboard-graphs.ts';
import type { Watched } from './resource-alarms.ts';

const GRID_COLUMNS = 24;
const ROW_HEIGHT = 6;

/** Lays out what one looks at, from top to bottom: is something wrong, what becomes of events, and why. */
export function createDashboard(
  scope: Construct,
  id: string,
  watched: Watched,
  alarms: readonly Alarm[],
): Dashboard {
  const dashboard = new Dashboard(scope, id, {
    dashboardName: accountWideName(scope, watched.config),
    defaultInterval: Duration.hours(12),
  });
  for (const widgets of [
    [heading(watched)],
    [new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: GRID_COLUMNS, height: 5 })],
    row(...eventGraphs(watched)),
    row(...queueGraphs(watched)),
    row(...functionGraphs(watched)),
    row(...tableGraphs(watched)),
    row(...contentGraphs(watched)),
  ]) {
    dashboard.addWidgets(...widgets);
  }
  return dashboard;
}

function heading({ config }: Watched): TextWidget {
  const { runbookUrl: url } = config;
  const runbook = url === undefined ? '`docs/runbook.md`' : `[the runbook](${url})`;
  return new TextWidget({
    width: GRID_COLUMNS,
    height: 2,
    markdown:
      `# Canvas grade state: ${config.name}\n` +
      'Live events from Canvas, by way of a queue and a function, into tables of grade state. ' +
      `What each alarm means and what to do: ${runbook}.`,
  });
}

/** Graphs of equal width that fill a row. */
function row(...graphs: GraphWidgetProps[]): IWidget[] {
  const width = GRID_COLUMNS / graphs.length;
  return graphs.map((graph) => new GraphWidget({ width, height: ROW_HEIGHT, ...graph }));
}
