import type { Reason } from '../group-dead-letters.ts';
import { readLetter } from './ask.ts';
import { byId, byIdAs, type Child, element, setText } from './element.ts';
import { keepRows } from './keyed-rows.ts';
import { plural } from './values.ts';

/** Which reasons are unfolded: the row of one is drawn again with each new letter. */
const unfolded = new Set<string>();
/** Bodies that were asked for, by the ids of their messages. */
const bodies = new Map<string, string>();

/** Lists why messages are dead letters, how many for each reason, and on request which, and one's body. */
export function showDeadLetters(reasons: readonly Reason[]): void {
  const total = reasons.reduce((sum, { count }) => sum + count, 0);
  byId('letters-table').hidden = total === 0;
  byId('letters-empty').hidden = total > 0;
  setText(byId('nav-letters'), total.toLocaleString('en'));
  setText(
    byId('letters-aside'),
    total === 0 ? '' : `${plural(total, 'message')}, ${plural(reasons.length, 'reason')}`,
  );
  keepRows(byIdAs('letters-table', HTMLTableElement), reasons, keyOf, buildRow);
}

function keyOf({ code, detail }: Reason): string {
  return JSON.stringify([code, detail]);
}

function buildRow(reason: Reason): HTMLTableRowElement {
  const { code, detail, count, eventNames, moreNames } = reason;
  const names = eventNames.map((name) =>
    name === null ? element('i', { class: 'nothing' }, 'no name') : element('code', {}, name),
  );
  const more = moreNames === 0 ? [] : [`${moreNames} more`];
  const listed = [...names, ...more].map((name, i) => [i === 0 ? null : ', ', name]);
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, element('code', {}, code ?? 'failed')),
    cell(
      'Detail',
      element('p', {}, detail ?? (code === null ? 'received too often without success' : '')),
      drawLetters(reason),
    ),
    cell('Events', ...listed),
    element('td', { class: 'number', 'data-label': 'Count' }, count.toLocaleString('en')),
  );
}

function cell(label: string, ...children: readonly Child[]): HTMLElement {
  return element('td', { 'data-label': label }, ...children);
}

function drawLetters(reason: Reason): HTMLElement {
  const { code, ids, count } = reason;
  const key = keyOf(reason);
  const unseen = count - ids.length;
  // A code is an attribute that whoever sent the message may have set: no other goes into a command.
  const option = code === null ? '--failed' : /^[a-z_]+$/.test(code) ? `--code ${code}` : '--id ID';
  const details = element(
    'details',
    { class: 'letters', open: unfolded.has(key) },
    element('summary', {}, plural(count, 'message')),
    element('ul', {}, ...ids.map(drawLetter)),
    unseen === 0
      ? null
      : element(
          'p',
          { class: 'small' },
          `${unseen.toLocaleString('en')} more: `,
          element('code', {}, 'npm run dead-letters -- list --local --ids'),
        ),
    element(
      'p',
      { class: 'small' },
      'Once their cause is gone: ',
      element('code', {}, `npm run dead-letters -- redrive --local ${option}`),
    ),
  );
  details.addEventListener('toggle', () => {
    if (details.open) unfolded.add(key);
    else unfolded.delete(key);
  });
  return details;
}

/** A body may be anything that somebody sent, grades and names too: it is not on screen until it is asked for. */
function drawLetter(id: string): HTMLElement {
  const button = element('button', { type: 'button' });
  const body = element('pre', { tabindex: 0 });
  const item = element('li', {}, element('code', {}, id), ' ', button, body);
  const draw = () => {
    const text = bodies.get(id);
    const isShown = text !== undefined;
    button.replaceChildren(
      isShown ? 'Hide body' : 'Show body',
      element('span', { class: 'visually-hidden' }, ` of ${id}`),
    );
    button.setAttribute('aria-expanded', String(isShown));
    body.hidden = !isShown;
    body.textContent = text ?? '';
  };
  const toggle = async () => {
    if (!bodies.delete(id)) bodies.set(id, await readLetter(id));
    draw();
  };
  button.addEventListener('click', () => void toggle());
  draw();
  return item;
}
