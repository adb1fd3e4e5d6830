import type { Reason } from '../group-dead-letters.ts';
import { ask } from './ask.ts';
import { cell } from './changes.ts';
import { byId, byIdAs, element, setText } from './element.ts';
import { drawHead, keepRows } from './keyed-rows.ts';
import { nothing, plural, small } from './values.ts';

/** Bodies that were asked for, by the ids of their messages. */
const bodies = new Map<string, string>();

/** Lists why messages are dead letters, how many for each reason, and on request which, and one's body. */
export function showDeadLetters(reasons: readonly Reason[]): void {
  const total = reasons.reduce((sum, { count }) => sum + count, 0);
  const counted = `${plural(total, 'message')}, ${plural(reasons.length, 'reason')}`;
  setText(byId('letters-aside'), total === 0 ? '' : counted);
  const table = byIdAs('letters-table', HTMLTableElement);
  table.tHead ??= drawHead('Reason', 'Detail', 'Events', 'Count');
  keepRows(
    table,
    reasons,
    ({ code, detail }) => JSON.stringify([code, detail]),
    (reason, before) => drawReason(reason, before?.querySelector('details')?.open ?? false),
  );
}

function drawReason(reason: Reason, isUnfolded: boolean): HTMLTableRowElement {
  const { code, detail, count, eventNames, moreNames } = reason;
  const names = eventNames.map((name) => (name === null ? nothing('no name') : element('code', {}, name)));
  const more = moreNames === 0 ? [] : [`${moreNames} more`];
  const listed = [...names, ...more].map((name, i) => [i === 0 ? null : ', ', name]);
  const why = detail ?? (code === null ? 'received too often without success' : '');
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, element('code', {}, code ?? 'failed')),
    cell('Detail', element('p', {}, why), drawLetters(reason, isUnfolded)),
    cell('Events', ...listed),
    cell('Count', count.toLocaleString('en')),
  );
}

function drawLetters({ code, ids, count }: Reason, isUnfolded: boolean): HTMLElement {
  const unseen = count - ids.length;
  const command = 'npm run dead-letters --';
  // A code is an attribute that whoever sent the message may have set: no other goes into a command.
  const option = code === null ? '--failed' : /^[a-z_]+$/.test(code) ? `--code ${code}` : '--id ID';
  const all = element('code', {}, `${command} list --local --ids`);
  return element(
    'details',
    { open: isUnfolded },
    element('summary', {}, plural(count, 'message')),
    element('ul', {}, ...ids.map(drawLetter)),
    unseen === 0 ? null : small(`${unseen.toLocaleString('en')} more: `, all),
    small('Once their cause is gone: ', element('code', {}, `${command} redrive --local ${option}`)),
  );
}

/** A body may be anything that somebody sent, grades and names too: it is not on screen until it is asked for. */
function drawLetter(id: string): HTMLElement {
  const button = element('button', { type: 'button' });
  const body = element('pre', { tabindex: 0 });
  const draw = () => {
    const text = bodies.get(id);
    const isShown = text !== undefined;
    const ofWhich = element('span', { class: 'visually-hidden' }, ` of ${id}`);
    button.replaceChildren(isShown ? 'Hide body' : 'Show body', ofWhich);
    button.setAttribute('aria-expanded', String(isShown));
    body.hidden = !isShown;
    body.textContent = text ?? '';
  };
  const toggle = async () => {
    if (!bodies.delete(id)) {
      const letter = await ask<{ readonly body: string }>('letter', { id });
      bodies.set(id, 'body' in letter ? letter.body : letter.message);
    }
    draw();
  };
  button.addEventListener('click', () => void toggle());
  draw();
  return element('li', {}, element('code', {}, id), ' ', button, body);
}
