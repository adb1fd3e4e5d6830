import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { html } from './html.ts';
import type { DashboardView } from './read-dashboard.ts';
import { renderWidget } from './render-widget.ts';

const style = readFileSync(join(import.meta.dirname, 'page.css'), 'utf8');

/** Renders a page that needs no other file: the dashboard in CloudWatch's grid of 24 columns, then the alarms. */
export function renderPage({ name, widgets, alarms }: DashboardView): string {
  return html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${name}</title>
<style>${{ html: style }}</style>
<header>
  <b>${name}</b>
  <span>CloudWatch dashboard, as the stack declares it. Layout, metrics and limits are real; the curves are sketched.</span>
</header>
<main>
${widgets.map(renderWidget)}
</main>
<h2>${alarms.length} alarms</h2>
<table>
<thead><tr><th>Alarm<th>Condition<th>Missing data<th>What it tells</thead>
<tbody>
${alarms.map(
  (alarm) => html`<tr id="${alarm.name}">
  <th>${alarm.name}
  <td><code>${alarm.condition}</code><br>${alarm.periods}
  <td>${alarm.missingData}
  <td>${alarm.description}
`,
)}
</tbody>
</table>
</html>
`.html;
}
