import type { Kind } from '../answer.ts';
import { type Child, element } from './element.ts';

const LOCAL_DIGITS = 13;

/** What has a story or a list of its own, by the attribute of its id. */
const linked: { readonly [name: string]: Kind } = {
  course_id: 'course',
  assignment_id: 'assignment',
  user_id: 'student',
};

/** Links an id to what is known of it. */
export function linkTo(kind: Kind, id: string, ...before: readonly Child[]): Child {
  return element(
    'a',
    { href: `?${kind}=${encodeURIComponent(id)}`, 'data-found': true },
    ...before,
    showId(id),
  );
}

/**
 * Shows an id so that it can be read: shard, zeros and local id apart.
 *
 * The gaps are made by the style sheet, so what is copied is the id.
 */
export function showId(text: unknown): Child {
  const id = String(text);
  if (!/^\d{1,19}$/.test(id)) return id;
  if (id.length <= LOCAL_DIGITS) return element('span', { class: 'id' }, id);
  const [, zeros = '', local = ''] = /^(0*)(.*)$/.exec(id.slice(-LOCAL_DIGITS)) ?? [];
  return element(
    'span',
    { class: 'id' },
    element('span', { class: 'id-shard' }, id.slice(0, -LOCAL_DIGITS)),
    element('span', { class: 'id-zeros' }, zeros),
    element('span', { class: 'id-local' }, local),
  );
}

/** Shows an instant to the second, with all of it in the element's `datetime`. */
export function showTime(instant: unknown): Child {
  const text = String(instant);
  const [, day, time] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/.exec(text) ?? [];
  if (time === undefined) return element('span', {}, text);
  return element(
    'time',
    { datetime: text, title: text },
    `${day} `,
    element('span', { class: 'clock' }, time),
  );
}

/** Shows an instant of today by its time alone, any other in full. */
export function showClock(text: string): Child {
  if (!text.startsWith(new Date().toISOString().slice(0, 10))) return showTime(text);
  return element('time', { datetime: text, title: text }, text.slice(11, 19));
}

/**
 * Shows a value of a row's state by the name of its attribute.
 *
 * Null, known to be empty, and absent, never said, are two things.
 */
export function showValue(name: string, value: unknown): Child {
  if (value === undefined) return element('i', { class: 'nothing' }, 'never said');
  if (value === null) return element('i', { class: 'nothing' }, 'empty');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) {
    if (value.length === 0) return element('i', { class: 'nothing' }, 'none');
    return value.map((part, i) => [i > 0 ? ', ' : null, showId(part)]);
  }
  if (name.endsWith('_at') || name.endsWith('_time')) return showTime(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const kind = linked[name];
  if (kind !== undefined) return linkTo(kind, text);
  // The id that a school's own system gives a student is any text, and has no shard.
  return name.endsWith('_id') && name !== 'student_sis_id' ? showId(text) : text;
}

/** Writes a count with its unit: "1 row", "1,204 rows". */
export function plural(count: number, unit: string): string {
  return `${count.toLocaleString('en')} ${unit}${count === 1 ? '' : 's'}`;
}
