import type { Entry, FacetStory, Story } from '../tell-story.ts';
import { type Child, element } from './element.ts';
import { drawHead } from './keyed-rows.ts';
import { drawTimeLine } from './time-line.ts';
import { asTitle, nothing, showId, showTime, showValue, small } from './values.ts';

/** Draws what is known of a submission, a score or a student in a course: how it came to be, then what it is. */
export function drawStory(story: Story, isOneOfSeveral: boolean): HTMLElement {
  const { ids, identity, facets } = story;
  const headingTag = isOneOfSeveral ? 'h4' : 'h3';
  const whose = identity.map(({ name, value }) =>
    element('div', {}, element('dt', {}, nameOf(name)), element('dd', {}, showValue(name, value))),
  );
  return element(
    'div',
    {},
    isOneOfSeveral ? element('h3', {}, ids.map(showId)) : null,
    element('dl', { class: 'identity' }, ...whose),
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
  const title = asTitle(facet);
  return element(
    'article',
    {},
    element(headingTag, {}, title, commentId === undefined ? null : [' ', showId(commentId)]),
    element(
      'table',
      {},
      element('caption', { class: 'visually-hidden' }, `${title}, before and now`),
      drawHead('Attribute', ...(hasPrevious ? ['Before'] : []), 'Now'),
      element('tbody', {}, ...entries.map((entry) => drawEntry(entry, hasPrevious))),
    ),
    drawCircumstances(story),
  );
}

function drawEntry(entry: Entry, hasPrevious: boolean): HTMLElement {
  const { name, now, isChanged } = entry;
  return element(
    'tr',
    { class: isChanged ? 'changed' : undefined },
    element('th', { scope: 'row' }, name),
    hasPrevious ? element('td', {}, showBefore(entry)) : null,
    element('td', {}, showValue(name, now)),
  );
}

function showBefore({ name, before, isDetail, isChanged }: Entry): Child {
  if (isDetail) return nothing('not kept');
  return isChanged ? showValue(name, before) : nothing('same');
}

function drawCircumstances(story: FacetStory): Child {
  const { hasPrevious, source, previousEventTime, eventName, eventTime, writtenAt } = story;
  return [
    small('Now: ', element('code', {}, String(eventName)), ' of ', showTime(eventTime), '.'),
    hasPrevious
      ? small('Before: ', String(source), ' by the event of ', showTime(previousEventTime), '.')
      : small('Nothing earlier and different is known.'),
    small('Written ', showTime(writtenAt), '.'),
  ];
}
