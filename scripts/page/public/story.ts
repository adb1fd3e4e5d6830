import type { Entry, FacetStory, Story } from '../tell-story.ts';
import { type Child, element } from './element.ts';
import { drawTimeLine } from './time-line.ts';
import { showId, showTime, showValue } from './values.ts';

const titles: { readonly [facet: string]: string } = {
  grade: 'Grade',
  course_score: 'Course score',
  override: 'Override',
  submission: 'Submission',
  custom_status: 'Custom status',
  comment: 'Comment',
};

/** Draws what is known of a submission, a score or a student in a course: how it came to be, then what it is. */
export function drawStory(story: Story, isOneOfSeveral: boolean): HTMLElement {
  const { ids, identity, facets } = story;
  const headingTag = isOneOfSeveral ? 'h4' : 'h3';
  return element(
    'div',
    { class: 'one-story' },
    isOneOfSeveral ? element('h3', { class: 'story-title' }, ids.map(showId)) : null,
    element(
      'dl',
      { class: 'identity' },
      ...identity.map(({ name, value }) =>
        element('div', {}, element('dt', {}, nameOf(name)), element('dd', {}, showValue(name, value))),
      ),
    ),
    drawTimeLine(story, headingTag),
    element('div', { class: 'facets' }, ...facets.map((facet) => drawFacet(facet, headingTag))),
  );
}

/** The student is the user of the table; the person who acts has other names there. */
function nameOf(name: string): string {
  return name === 'user_id' ? 'user_id, the student' : name;
}

function drawFacet(story: FacetStory, headingTag: 'h3' | 'h4'): HTMLElement {
  const { facet, commentId, entries, hasPrevious } = story;
  const values = entries.filter(({ isDetail }) => !isDetail);
  const details = entries.filter(({ isDetail }) => isDetail);
  const title = [titles[facet] ?? facet, ...(commentId === undefined ? [] : [' ', showId(commentId)])];
  return element(
    'article',
    { class: 'facet-story' },
    element(headingTag, {}, ...title),
    element(
      'table',
      {},
      element('caption', { class: 'visually-hidden' }, `${titles[facet] ?? facet}, before and now`),
      element('thead', {}, drawHeads(hasPrevious)),
      element('tbody', {}, ...values.map((entry) => drawValue(entry, hasPrevious))),
      details.length === 0
        ? null
        : element(
            'tbody',
            {},
            drawDetailsHead(hasPrevious),
            ...details.map((entry) => drawDetail(entry, hasPrevious)),
          ),
    ),
    drawCircumstances(story),
  );
}

function drawHeads(hasPrevious: boolean): HTMLElement {
  const names = ['Attribute', ...(hasPrevious ? ['Before'] : []), 'Now'];
  return element('tr', {}, ...names.map((name) => element('th', { scope: 'col' }, name)));
}

function drawValue({ name, now, before, isChanged }: Entry, hasPrevious: boolean): HTMLElement {
  const earlier = isChanged ? showValue(name, before) : element('span', { class: 'nothing' }, 'same');
  return element(
    'tr',
    { class: isChanged ? 'changed' : undefined },
    element('th', { scope: 'row' }, name),
    hasPrevious ? element('td', {}, earlier) : null,
    element('td', {}, showValue(name, now)),
  );
}

function drawDetailsHead(hasPrevious: boolean): HTMLElement {
  const text = hasPrevious ? 'Details, which are kept of now only' : 'Details';
  return element(
    'tr',
    { class: 'details' },
    element('th', { scope: 'rowgroup', colspan: hasPrevious ? 3 : 2 }, text),
  );
}

function drawDetail({ name, now }: Entry, hasPrevious: boolean): HTMLElement {
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, name),
    element('td', { colspan: hasPrevious ? 2 : undefined }, showValue(name, now)),
  );
}

function drawCircumstances(story: FacetStory): Child {
  const { hasPrevious, source, previousEventTime, eventName, eventTime, writtenAt } = story;
  const before = hasPrevious
    ? ['Before: ', String(source), ' by the event of ', showTime(previousEventTime), '.']
    : ['Nothing earlier and different is known.'];
  return [
    element(
      'p',
      { class: 'small' },
      'Now: ',
      element('code', {}, String(eventName)),
      ' of ',
      showTime(eventTime),
      '.',
    ),
    element('p', { class: 'small' }, before),
    element('p', { class: 'small' }, 'Written ', showTime(writtenAt), '.'),
  ];
}
