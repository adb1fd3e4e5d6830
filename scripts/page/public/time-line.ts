import type { Step } from '../tell-history.ts';
import type { Story } from '../tell-story.ts';
import { cell, describeActor, describeBefore, describeFacet, describeNow } from './changes.ts';
import { type Child, element } from './element.ts';
import { drawHead, nameRoles } from './keyed-rows.ts';
import { drawPager, PAGE_SIZE } from './pager.ts';
import { drawPlot } from './plot.ts';
import { badges, inWords, nothing, showTime, small } from './values.ts';

/** Which page of its table a story was left on: an open story is drawn again when its rows change. */
const leftAt = new Map<string, number>();

/** Draws how a story came to be: a plot of its score, and every step in a table, the oldest first. */
export function drawTimeLine({ ids, steps, whyNoSteps }: Story, headingTag: 'h3' | 'h4'): HTMLElement {
  const heading = element(headingTag, {}, 'History');
  if (whyNoSteps !== null) return element('div', {}, heading, small(whyNoSteps));
  const name = ids.join(' ');
  const parts = element('div');
  const showPage = (page: number, chosen?: Step) => {
    leftAt.set(name, page);
    const table = drawTable(steps.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE), chosen);
    const pager = drawPager(page, steps.length, (next) => {
      showPage(next);
      parts.querySelector('table')?.focus();
    });
    parts.replaceChildren(table, pager);
    parts.querySelector('.chosen')?.scrollIntoView({ block: 'nearest' });
  };
  const lastPage = Math.floor((steps.length - 1) / PAGE_SIZE);
  showPage(Math.min(leftAt.get(name) ?? lastPage, lastPage));
  const show = (step: Step) => showPage(Math.floor(steps.indexOf(step) / PAGE_SIZE), step);
  return element('div', {}, heading, drawPlots(steps, show), parts);
}

function drawPlots(steps: readonly Step[], onChoose: (step: Step) => void): Child {
  const scored = steps.filter(({ score }) => score !== undefined);
  return [...Map.groupBy(scored, ({ facet }) => facet)].map(([facet, plotted]) =>
    drawPlot(plotted, `${inWords(facet)} over time`, tell, onChoose),
  );
}

/** Puts a step into a sentence, for those who do not see the table beside the plot. */
function tell({ eventTime, now, status, hidden, by }: Step): string {
  const parts = [
    `${eventTime.slice(0, 19).replace('T', ' ')}: ${[now.main, ...now.rest].join(', ')}`,
    status && inWords(status),
    hidden === true ? 'hidden from student' : hidden === false ? 'visible' : undefined,
    by === undefined ? undefined : by === null ? 'automatic' : `by ${by}`,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

function drawTable(steps: readonly Step[], chosen: Step | undefined): HTMLElement {
  const table = element(
    'table',
    { class: 'listing steps', tabindex: -1 },
    element('caption', { class: 'visually-hidden' }, 'History, oldest first'),
    drawHead('When', 'Before', 'Now', 'Who', 'Event'),
    element('tbody', {}, ...steps.map((step) => drawStep(step, step === chosen))),
  );
  nameRoles(table);
  return table;
}

function drawStep(step: Step, isChosen: boolean): HTMLElement {
  const { eventTime, eventName, writtenAt, isChanged, isLate, isSnapshot, hasGap } = step;
  const remarks = badges(
    isLate && 'arrived after a newer one',
    isSnapshot && 'from a snapshot',
    hasGap && 'a change before it is missing',
  );
  return element(
    'tr',
    { class: isChosen ? 'chosen' : undefined },
    element('th', { scope: 'row' }, showTime(eventTime), describeFacet({ ...step, assignment: undefined })),
    cell('Before', isChanged ? describeBefore(step) : nothing('the same')),
    // Of a row it is left unsaid that a student sees it, since most are; here it tells when the student could see what.
    cell('Now', describeNow(step), badges(step.hidden === false && 'visible to student')),
    cell('Who', describeActor(step.by)),
    cell(
      'Event',
      eventName === '' ? 'not kept' : element('code', {}, eventName),
      small('written ', showTime(writtenAt)),
      remarks,
    ),
  );
}
