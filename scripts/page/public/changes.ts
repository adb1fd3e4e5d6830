import type { Change } from '../describe-change.ts';
import type { Words } from '../describe-state.ts';
import type { Run } from '../snapshot.ts';
import { byId, byIdAs, type Child, element, setText } from './element.ts';
import { keepRows } from './keyed-rows.ts';
import { linkTo, plural, showClock, showId, showTime } from './values.ts';

let isFirst = true;

/** Lists the rows that were written last. Those that came or changed since the page was opened are marked. */
export function showChanges({ changes, rows }: Run): void {
  byId('changes-table').hidden = changes.length === 0;
  byId('changes-empty').hidden = changes.length > 0;
  setText(byId('nav-changes'), rows.toLocaleString('en'));
  setText(
    byId('changes-aside'),
    rows === 0 ? '' : `${changes.length} of ${plural(rows, 'row')}, last written first`,
  );
  const isOpening = isFirst;
  isFirst = false;
  keepRows(
    byIdAs('changes-table', HTMLTableElement),
    changes,
    ({ id }) => id,
    (change) => drawChange(change, !isOpening),
  );
}

/** Draws a row of a table: what it is of, before and now, who and when. */
export function drawChange(change: Change, isNew = false): HTMLTableRowElement {
  return element(
    'tr',
    { class: isNew ? 'new' : undefined },
    element('th', { scope: 'row' }, describeFacet(change, isNew), describeSubject(change)),
    cell('Before', describeBefore(change)),
    cell('Now', describeNow(change)),
    cell('Who', describeWho(change)),
    cell(
      'When',
      element('p', {}, showTime(change.eventTime)),
      element('p', { class: 'small' }, 'written ', showClock(change.writtenAt)),
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
  const name = element('span', { class: 'kind' }, `${kind} `);
  const story = { href: `?${new URLSearchParams({ course: `${id} ${student}` })}`, 'data-found': true };
  return [
    element('p', {}, name, linkTo(kind === 'course' ? kind : 'score', id)),
    kind === 'course' && student !== undefined
      ? element('p', { class: 'small' }, element('a', story, 'this student in it'))
      : null,
  ];
}

function describeFacet({ facet, commentId, assignment, assignmentId }: Change, isNew: boolean): Child {
  return element(
    'p',
    {},
    element('span', { class: 'facet' }, facet.replaceAll('_', ' ')),
    commentId === undefined ? null : [' ', showId(commentId)],
    assignment === undefined ? null : [' ', nameAssignment(assignment, assignmentId)],
    isNew ? [' ', element('span', { class: 'badge badge-new' }, 'new')] : null,
  );
}

function nameAssignment(name: string, id: string | undefined): Child {
  const text = element('span', { class: 'assignment' }, name);
  return id === undefined ? text : element('a', { href: `?assignment=${id}`, 'data-found': true }, text);
}

function describeBefore({ before, source }: Change): Child {
  if (before === null) return element('p', { class: 'nothing' }, 'nothing known');
  return [showWords(before), element('p', { class: 'small' }, element('i', {}, source ?? ''))];
}

export function describeNow({ now, status, hidden }: Pick<Change, 'now' | 'status' | 'hidden'>): Child {
  const badges = [
    status === undefined
      ? []
      : [element('span', { class: 'badge', 'data-status': status }, status.replaceAll('_', ' '))],
    hidden === true ? [element('span', { class: 'badge badge-hidden' }, 'hidden from student')] : [],
  ].flat();
  return [showWords(now), badges.length === 0 ? null : element('p', { class: 'badges' }, ...badges)];
}

export function showWords({ main, rest }: Words): Child {
  return [
    element('p', { class: 'main-words' }, main),
    rest.length === 0 ? null : element('p', { class: 'small' }, rest.join(', ')),
  ];
}

export function describeWho({ by, student }: Pick<Change, 'by' | 'student'>): Child {
  const people = [
    student === undefined
      ? []
      : [element('p', {}, element('span', { class: 'kind' }, 'student '), linkTo('student', student))],
    by === undefined
      ? []
      : [
          element(
            'p',
            {},
            ...(by === null ? ['automatic'] : [element('span', { class: 'kind' }, 'by '), showId(by)]),
          ),
        ],
  ].flat();
  return people.length === 0 ? element('p', { class: 'nothing' }, 'not said') : people;
}
