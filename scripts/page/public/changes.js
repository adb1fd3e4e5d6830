import { byId, element, setText } from './element.js';
import { keepRows } from './keyed-rows.js';
import { plural, showClock, showId, showTime } from './values.js';

let isFirst = true;

/** Lists the rows that were written last. Those that came or changed since the page was opened are marked. */
export function showChanges({ changes, rows }) {
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
    byId('changes-table'),
    changes,
    ({ id }) => id,
    (change) => buildRow(change, !isOpening),
  );
}

function buildRow(change, isNew) {
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

function cell(label, ...children) {
  return element('td', { class: label.toLowerCase(), 'data-label': label }, ...children);
}

function describeSubject({ subject: { kind, id } }) {
  const isSubmission = kind === 'submission';
  const name = [
    element('span', { class: isSubmission ? 'visually-hidden' : 'kind' }, `${kind} `),
    showId(id),
  ];
  if (!isSubmission) return element('p', {}, ...name);
  const href = `/?submission=${encodeURIComponent(id)}`;
  return element('p', {}, element('a', { href, 'data-submission': id }, ...name));
}

function describeFacet({ facet, commentId, assignment }, isNew) {
  return element(
    'p',
    {},
    element('span', { class: 'facet' }, facet.replaceAll('_', ' ')),
    commentId === undefined ? null : [' ', showId(commentId)],
    assignment === undefined ? null : [' ', element('span', { class: 'assignment' }, assignment)],
    isNew ? [' ', element('span', { class: 'badge badge-new' }, 'new')] : null,
  );
}

function describeBefore({ before, source }) {
  if (before === null) return element('p', { class: 'nothing' }, 'nothing known');
  return [...showWords(before), element('p', { class: 'small' }, element('i', {}, source ?? ''))];
}

function describeNow({ now, status, hidden }) {
  const badges = [
    status === undefined
      ? []
      : [element('span', { class: 'badge', 'data-status': status }, status.replaceAll('_', ' '))],
    hidden === true ? [element('span', { class: 'badge badge-hidden' }, 'hidden from student')] : [],
  ].flat();
  return [...showWords(now), badges.length === 0 ? null : element('p', { class: 'badges' }, ...badges)];
}

function showWords({ main, rest }) {
  return [
    element('p', { class: 'main-words' }, main),
    rest.length === 0 ? null : element('p', { class: 'small' }, rest.join(', ')),
  ];
}

function describeWho({ by, student }) {
  const people = [
    student === undefined
      ? []
      : [element('p', {}, element('span', { class: 'kind' }, 'student '), showId(student))],
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
