import { element } from './element.js';

const localDigits = 13;

/**
 * Shows an id so that it can be read: shard, zeros and local id apart.
 *
 * The gaps are made by the style sheet, so what is copied is the id.
 */
export function showId(text) {
  const id = String(text);
  if (!/^\d{1,19}$/.test(id)) return id;
  if (id.length <= localDigits) return element('span', { class: 'id' }, id);
  const [, zeros, local] = /^(0*)(.*)$/.exec(id.slice(-localDigits));
  return element(
    'span',
    { class: 'id' },
    element('span', { class: 'id-shard' }, id.slice(0, -localDigits)),
    element('span', { class: 'id-zeros' }, zeros),
    element('span', { class: 'id-local' }, local),
  );
}

/** Shows an instant to the second, with all of it in the element's `datetime`. */
export function showTime(text) {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/.exec(String(text));
  if (match === null) return element('span', {}, String(text));
  const [, day, time] = match;
  return element(
    'time',
    { datetime: text, title: text },
    `${day} `,
    element('span', { class: 'clock' }, time),
  );
}

/** Shows an instant of today by its time alone. */
export function showClock(text) {
  return element('time', { datetime: text, title: text }, String(text).slice(11, 19));
}

/**
 * Shows a value of a row's state by the name of its attribute.
 *
 * Null, known to be empty, and absent, never said, are two things.
 */
export function showValue(name, value) {
  if (value === undefined) return element('i', { class: 'nothing' }, 'never said');
  if (value === null) return element('i', { class: 'nothing' }, 'empty');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) {
    if (value.length === 0) return element('i', { class: 'nothing' }, 'none');
    return element('span', {}, ...value.flatMap((part, i) => [...(i > 0 ? [', '] : []), showId(part)]));
  }
  if (name.endsWith('_at') || name.endsWith('_time')) return showTime(value);
  // The id that a school's own system gives a student is any text, and has no shard.
  return name.endsWith('_id') && name !== 'student_sis_id' ? showId(value) : String(value);
}

/** Writes a count with its unit: "1 row", "1,204 rows". */
export function plural(count, unit) {
  return `${count.toLocaleString('en')} ${unit}${count === 1 ? '' : 's'}`;
}
