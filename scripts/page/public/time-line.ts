import type { Step } from '../tell-history.ts';
import type { Story } from '../tell-story.ts';
import { cell, describeNow, describeWho, showWords } from './changes.ts';
import { type Child, element } from './element.ts';
import { nameRoles } from './keyed-rows.ts';
import { drawPager, PAGE_SIZE } from './pager.ts';
import { drawPlot } from './plot.ts';
import { showId, showTime } from './values.ts';

/** Which page of its table a story was left on: an open story is drawn again when its rows change. */
const leftAt = new Map<string, number>();

/** Draws how a story came to be: a plot of its score, and every step in a table, the oldest first. */
export function drawTimeLine({ ids, steps, whyNoSteps }: Story, headingTag: 'h3' | 'h4'): HTMLElement {
  const heading = element(headingTag, {}, 'History');
  if (whyNoSteps !== null) return element('div', {}, heading, element('p', { class: 'small' }, whyNoSteps));
  const name = ids.join(' ');
  const parts = element('div', {});
  const showPage = (page: number, chosen?: Step) => {
    leftAt.set(name, page);
    const shown = steps.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE);
    parts.replaceChildren(
      drawTable(shown, chosen),
      element(
        'div',
        {},
        drawPager(page, steps.length, (next) => {
          showPage(next);
          parts.querySelector('table')?.focus();
        }),
      ),
    );
    parts.querySelector('.chosen')?.scrollIntoView({ block: 'nearest' });
  };
  const lastPage = Math.floor((steps.length - 1) / PAGE_SIZE);
  showPage(Math.min(leftAt.get(name) ?? lastPage, lastPage));
  const show = (step: Step) => showPage(Math.floor(steps.indexOf(step) / PAGE_SIZE), step);
  return element('div', { class: 'time-line' }, heading, drawPlots(steps, show), parts);
}

function drawPlots(steps: readonly Step[], onChoose: (step: Step) => void): Child {
  const byFacet = Map.groupBy(
    steps.filter(({ score }) => score !== undefined),
    ({ facet }) => facet,
  );
  return [...byFacet].map(([facet, plotted]) =>
    drawPlot(plotted, `${facet.replaceAll('_', ' ')} over time`, tell, onChoose),
  );
}

/** Puts a step into a sentence, for those who do not see the table beside the plot. */
function tell({ eventTime, to, status, hidden, by }: Step): string {
  const parts = [
    `${eventTime.slice(0, 19).replace('T', ' ')}: ${[to.main, ...to.rest].join(', ')}`,
    status?.replaceAll('_', ' '),
    hidden === true ? 'hidden from student' : hidden === false ? 'visible' : undefined,
    by === undefined ? undefined : by === null ? 'automatic' : `by ${by}`,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

function drawTable(steps: readonly Step[], chosen: Step | undefined): HTMLElement {
  const table = element(
    'table',
    { class: 'listing rows steps', tabindex: -1 },
    element('caption', { class: 'visually-hidden' }, 'History, oldest first'),
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        ...['When', 'Before', 'Now', 'Who', 'Event'].map((name) => element('th', { scope: 'col' }, name)),
      ),
    ),
    element('tbody', {}, ...steps.map((step) => drawStep(step, step === chosen))),
  );
  nameRoles(table);
  return table;
}

function drawStep(step: Step, isChosen: boolean): HTMLElement {
  const { facet, commentId, eventTime, eventName, writtenAt, from, to, isChanged } = step;
  const before = isChanged
    ? from === null
      ? element('p', { class: 'nothing' }, 'nothing known')
      : showWords(from)
    : element('p', { class: 'nothing' }, 'the same');
  return element(
    'tr',
    { class: isChosen ? 'chosen' : undefined },
    element(
      'th',
      { scope: 'row' },
      element('p', {}, showTime(eventTime)),
      element(
        'p',
        {},
        element('span', { class: 'facet' }, facet.replaceAll('_', ' ')),
        commentId === undefined ? null : [' ', showId(commentId)],
      ),
    ),
    cell('Before', before),
    cell('Now', describeNow({ now: to, ...step }), drawVisible(step)),
    cell('Who', describeWho(step)),
    cell(
      'Event',
      element('p', {}, eventName === '' ? 'not kept' : element('code', {}, eventName)),
      element('p', { class: 'small' }, 'written ', showTime(writtenAt)),
      drawRemarks(step),
    ),
  );
}

/** Of a row that is left unsaid, since most are; here it tells when the student could see what. */
function drawVisible({ hidden }: Step): Child {
  if (hidden !== false) return null;
  return element('p', { class: 'badges' }, element('span', { class: 'badge' }, 'visible to student'));
}

function drawRemarks({ isLate, isSnapshot, hasGap }: Step): Child {
  const remarks = [
    isLate ? 'arrived after a newer one' : [],
    isSnapshot ? 'from a snapshot' : [],
    hasGap ? 'a change before it is missing' : [],
  ].flat();
  const badges = remarks.map((remark) => element('span', { class: 'badge' }, remark));
  return badges.length === 0 ? null : element('p', { class: 'badges' }, ...badges);
}
