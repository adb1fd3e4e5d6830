import { type Html, html } from './html.ts';
import { describeSeconds } from './read-alarm.ts';
import type { Widget } from './read-dashboard.ts';
import { type Series, sketch } from './sketch.ts';

const palette = ['#1f77b4', '#ff7f0e', '#2ca02c', '#d62728', '#9467bd', '#8c564b'];
const defaultPeriod = 300;

/** Renders a widget at its place in the grid. */
export function renderWidget(widget: Widget): Html {
  const { type, x, y, width, height } = widget;
  const place = `grid-column: ${x + 1} / span ${width}; grid-row: ${y + 1} / span ${height}`;
  return html`<section class="widget ${type}" style="${place}">${renderContent(widget)}</section>\n`;
}

function renderContent(widget: Widget): Html | readonly Html[] {
  const { title = '', markdown = '', alarms = [] } = widget.properties;
  if (widget.type === 'text') return markdown.split('\n').map(renderLine);
  if (widget.type === 'alarm') {
    const names = alarms.map((name) => html`<li><a href="#${name}">${name}</a></li>`);
    return html`<h2>${title}</h2><ul class="tiles">${names}</ul>`;
  }
  return renderGraph(widget);
}

/** As much Markdown as the dashboard uses: a heading, and code. */
function renderLine(line: string): Html {
  const parts = line.replace(/^# /, '').split('`');
  const inline = parts.map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
  return line.startsWith('# ') ? html`<h1>${inline}</h1>` : html`<p>${inline}</p>`;
}

function renderGraph({ properties }: Widget): Html {
  const { title = '', metrics = [], stacked = false, annotations, yAxis } = properties;
  const lines = metrics.map(readMetric);
  const limits = annotations?.horizontal ?? [];
  const right = yAxis?.right?.label;
  return html`<h2>${title}</h2>
    <div class="axes"><span>${yAxis?.left?.label ?? ''}</span><span>${right === undefined ? '' : `${right} (right)`}</span></div>
    ${sketch(lines.flatMap(toSeries), limits, stacked)}
    <ul class="legend">${lines.map(({ color, label, source }) => {
      return html`<li><i style="background: ${color}"></i>${label} <small>${source}</small></li>`;
    })}</ul>`;
}

type Line = Series & { readonly label: string; readonly source: string; readonly isSearch: boolean };

type MetricOptions = {
  readonly label?: string;
  readonly color?: string;
  readonly stat?: string;
  readonly period?: number;
  readonly yAxis?: string;
  readonly expression?: string;
};

function readMetric(entry: readonly unknown[], index: number): Line {
  const last = entry.at(-1);
  const options = (typeof last === 'object' ? last : {}) as MetricOptions;
  const { stat = 'Average', period = defaultPeriod, expression } = options;
  const [namespace = '', name = ''] = entry as readonly string[];
  const isSearch = expression !== undefined;
  return {
    label: isSearch ? 'a line for each name' : (options.label ?? name),
    color: options.color ?? palette[index % palette.length] ?? '',
    isRight: options.yAxis === 'right',
    isSearch,
    source: isSearch ? expression : `${namespace} ${name}, ${stat} of ${describeSeconds(period)}`,
  };
}

/** A search draws as many lines as it finds: some, in a sketch. */
function toSeries(line: Line): Series[] {
  if (!line.isSearch) return [line];
  return palette.map((color) => ({ color, isRight: line.isRight }));
}
