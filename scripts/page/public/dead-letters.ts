import type { Reason } from '../group-dead-letters.ts';
import { byId, byIdAs, type Child, element, setText } from './element.ts';
import { keepRows } from './keyed-rows.ts';
import { plural } from './values.ts';

/** Lists why messages are dead letters, and how many for each reason. */
export function showDeadLetters(reasons: readonly Reason[]): void {
  const total = reasons.reduce((sum, { count }) => sum + count, 0);
  byId('letters-table').hidden = total === 0;
  byId('letters-empty').hidden = total > 0;
  byId('letters-advice').hidden = total === 0;
  setText(byId('nav-letters'), total.toLocaleString('en'));
  setText(
    byId('letters-aside'),
    total === 0 ? '' : `${plural(total, 'message')}, ${plural(reasons.length, 'reason')}`,
  );
  keepRows(
    byIdAs('letters-table', HTMLTableElement),
    reasons,
    ({ code, detail }) => JSON.stringify([code, detail]),
    buildRow,
  );
}

function buildRow({ code, detail, count, eventNames, moreNames }: Reason): HTMLTableRowElement {
  const names = eventNames.map((name) =>
    name === null ? element('i', { class: 'nothing' }, 'no name') : element('code', {}, name),
  );
  const more = moreNames === 0 ? [] : [`${moreNames} more`];
  const listed = [...names, ...more].map((name, i) => [i === 0 ? null : ', ', name]);
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, element('code', {}, code ?? 'failed')),
    cell('Detail', detail ?? (code === null ? 'received too often without success' : '')),
    cell('Events', ...listed),
    element('td', { class: 'number', 'data-label': 'Count' }, count.toLocaleString('en')),
  );
}

function cell(label: string, ...children: readonly Child[]): HTMLElement {
  return element('td', { 'data-label': label }, ...children);
}
