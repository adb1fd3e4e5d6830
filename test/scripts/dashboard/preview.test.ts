import { describe, expect, test } from '@jest/globals';
import { readDashboard } from '../../../scripts/dashboard/read-dashboard.ts';
import { renderPage } from '../../../scripts/dashboard/render-page.ts';
import type { Template } from '../../../scripts/local/stack/cloud-assembly.ts';
import { synthesize } from '../../lib/synthesize.ts';

const assemblyOf = (template: Template) => ({
  stackName: 'canvas-grade-state-prod',
  template,
  assetDirectory: () => '',
});
const { template } = synthesize();
const dashboard = await readDashboard(assemblyOf(template));
const page = renderPage(dashboard);

describe('the preview', () => {
  test('is of the one dashboard of the template, under its name', () => {
    expect(dashboard.name).toBe('canvas-grade-state-prod');
    expect(page).toContain('<title>canvas-grade-state-prod</title>');
  });

  test('places every widget where CloudWatch does', () => {
    for (const { x, y, width, height } of dashboard.widgets) {
      expect(page).toContain(`grid-column: ${x + 1} / span ${width}; grid-row: ${y + 1} / span ${height}`);
    }
    expect(page.match(/<section class="widget/g)).toHaveLength(dashboard.widgets.length);
  });

  test.each(
    dashboard.widgets.map(({ properties }) => [properties.title ?? 'the heading', properties] as const),
  )('shows of %s the title, metrics, statistics and limits', (title, { metrics = [], annotations }) => {
    if (metrics.length > 0) expect(page).toContain(`<h2>${title}</h2>`);
    for (const entry of metrics) {
      const { stat, period = 300, expression } = entry.at(-1) as { [name: string]: string | number };
      const source = `${String(entry[0])} ${String(entry[1])}, ${stat} of ${Number(period) / 60} min`;
      if (expression === undefined) expect(page).toContain(`<small>${source}</small>`);
      else expect(page).toContain('a line for each name <small>SEARCH(');
    }
    for (const { label, value } of annotations?.horizontal ?? []) {
      expect(page).toContain(`${label} ${value.toLocaleString('en')}</span>`);
    }
  });

  test('lists every alarm with its condition, periods, missing data and description', () => {
    expect(dashboard.alarms).toHaveLength(29);
    for (const { name, description } of dashboard.alarms) {
      expect(page).toContain(`<tr id="${name}">`);
      expect(page).toContain(description.replaceAll('"', '&quot;'));
      expect(page).toContain(`<a href="#${name}">`);
    }
    expect(page).toContain(
      '<code>Maximum of AWS/SQS ApproximateNumberOfMessagesVisible ≥ 1</code><br>1 of 1 × 1 min',
    );
    expect(page).toContain('<code>p99 of CanvasGradeState EventLag ≥ 900000</code><br>3 of 3 × 5 min');
    expect(page).toContain('<code>Sum of AWS/SQS NumberOfMessagesSent &lt; 1</code><br>24 of 24 × 1 h');
    expect(page).toContain(
      '/ (applied + duplicate + stale + ignored + rejected + failed), 0) ≥ 5</code><br>1 of 1 × 15 min',
    );
    expect(page).toContain('<code>Sum of CanvasGradeState SchemaDrift ≥ 1</code><br>1 of 1 × 1 d');
  });

  test('needs no other file, and leaves nothing unsaid', () => {
    expect(page).not.toMatch(/(?:src|href)="(?!#)|url\(|@import|<script/);
    expect(page).not.toMatch(/undefined|NaN|\[object|\$\{Token/);
  });

  test('has both colour schemes', () => {
    expect(page).toContain('color-scheme: light dark');
    expect(page).toContain('@media (prefers-color-scheme: dark)');
  });

  test('is the same each time, so that two can be compared', async () => {
    expect(renderPage(await readDashboard(assemblyOf(template)))).toBe(page);
  });
});

describe('what the template says', () => {
  const body = (title: string) =>
    JSON.stringify({
      widgets: [
        {
          type: 'metric',
          x: 0,
          y: 0,
          width: 24,
          height: 6,
          properties: { title, metrics: [['AWS/SQS', 'NumberOfMessagesSent']] },
        },
      ],
    });
  const dashboardOf = (title: string) => ({
    Type: 'AWS::CloudWatch::Dashboard',
    Properties: { DashboardName: 'd', DashboardBody: body(title) },
  });

  test('is text, never markup', async () => {
    const Resources = { D: dashboardOf('<script>alert(1)</script> & "more"') };

    expect(renderPage(await readDashboard(assemblyOf({ Resources })))).toContain(
      '<h2>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more&quot;</h2>',
    );
  });

  test.each([
    ['no dashboard', {}],
    ['two dashboards', { A: dashboardOf('a'), B: dashboardOf('b') }],
  ])('is refused with %s', async (_, Resources) => {
    await expect(readDashboard(assemblyOf({ Resources }))).rejects.toThrow(
      /declares [02] dashboards; a preview shows one/,
    );
  });
});
