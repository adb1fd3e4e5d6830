import type { Change } from '../describe-change.ts';
import type { Words } from '../describe-state.ts';
import type { Run } from '../snapshot.ts';
import { byId, byIdAs, type Child, element, setText } from './element.ts';
import { drawHead, keepRows } from './keyed-rows.ts';
import { badges, inWords, linkTo, nothing, plural, showClock, showId, showTime, small } from './values.ts';

/** Lists the rows that were written last. Those that came or changed since the page was opened are marked. */
export function showChanges({ changes, rows }: Run): void {
  const shown = `${changes.length} of ${plural(rows, 'row')}, last written first`;
  setText(byId('changes-aside'), rows === 0 ? '' : shown);
  const table = byIdAs('changes-table', HTMLTableElement);
  const isOpening = table.tHead === null;
  table.tHead ??= drawHead('Row', 'Before', 'Now', 'Who', 'When');
  const keyOf = ({ id }: Change) => id;
  keepRows(table, changes, keyOf, (change) => drawChange(change, !isOpening));
}

/** Draws a row of a table: what it is of, before and now, who and when. */
export function drawChange(change: Change, isNew = false): HTMLTableRowElement {
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, describeFacet(change, isNew), describeSubject(change)),
    cell('Before', describeBefore(change)),
    cell('Now', describeNow(change)),
    cell('Who', describeWho(change)),
    cell(
      'When',
      element('p', {}, showTime(change.eventTime)),
      small('written ', showClock(change.writtenAt)),
    ),
  );
}

export function cell(label: string, ...children: readonly Child[]): HTMLElement {
  return element('td', { class: label.toLowerCase(), 'data-label': label }, ...children);
}

/** Links to the story of a row. That of a course score is of the student in the course. */
function describeSubject({ subject: { kind, id }, student }: Change): Child {
  if (kind === 'submission') {
    return element('p', {}, linkTo(kind, id, element('span', { class: 'visually-hidden' }, `${kind} `)));
  }
  const story = { href: `?${new URLSearchParams({ course: `${id} ${student}` })}`, 'data-found': true };
  return [
    element('p', {}, kindOf(kind), linkTo(kind === 'course' ? kind : 'score', id)),
    kind === 'course' && student !== undefined ? small(element('a', story, 'this student in it')) : null,
  ];
}

export function describeFacet(change: Change, isNew = false): Child {
  const { facet, commentId, assignment, assignmentId } = change;
  return element(
    'p',
    {},
    element('b', {}, inWords(facet)),
    commentId === undefined ? null : [' ', showId(commentId)],
    assignment === undefined ? null : [' ', nameAssignment(assignment, assignmentId)],
    isNew ? [' ', element('mark', {}, 'new')] : null,
  );
}

function nameAssignment(name: string, id: string | undefined): Child {
  const text = element('bdi', {}, name);
  return id === undefined ? text : element('a', { href: `?assignment=${id}`, 'data-found': true }, text);
}

export function describeBefore({ before, source }: Pick<Change, 'before' | 'source'>): Child {
  if (before === null) return nothing('nothing known');
  return [showWords(before), source === undefined ? null : small(element('i', {}, source))];
}

export function describeNow({ now, status, hidden }: Pick<Change, 'now' | 'status' | 'hidden'>): Child {
  return [showWords(now), badges(status && inWords(status), hidden && 'hidden from student')];
}

function showWords({ main, rest }: Words): Child {
  return [
    element('p', { class: 'main-words' }, element('bdi', {}, main)),
    rest.length === 0 ? null : small(rest.join(', ')),
  ];
}

function describeWho({ by, student }: Change): Child {
  if (student === undefined) return describeActor(by);
  const studied = element('p', {}, kindOf('student'), linkTo('student', student));
  return by === undefined ? studied : [studied, describeActor(by)];
}

/** Tells who graded or wrote. */
export function describeActor(by: Change['by']): Child {
  if (by === undefined) return nothing('not said');
  return element('p', {}, by === null ? 'automatic' : [kindOf('by'), showId(by)]);
}

function kindOf(kind: string): Child {
  return element('span', { class: 'soft' }, `${kind} `);
}
