import type { Kind } from './choices.ts';
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
  const href = `?${kind}=${encodeURIComponent(id)}`;
  return element('a', { href, 'data-found': true }, ...before, showId(id));
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
  return element('time', { datetime: text, title: text }, text.replace(/^(.{10})T(.{8}).*Z$/, '$1 $2'));
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
  if (value === undefined) return nothing('never said');
  if (value === null) return nothing('empty');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) {
    if (value.length === 0) return nothing('none');
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

/** Says what stands in the place of a value that is not there. */
export function nothing(text: string): HTMLElement {
  return element('i', { class: 'soft' }, text);
}

/** Makes a paragraph of what is said beside the main thing. */
export function small(...children: readonly Child[]): HTMLElement {
  return element('p', { class: 'small' }, ...children);
}

/** Lists those remarks that there are. */
export function badges(...remarks: readonly (string | false | undefined)[]): Child {
  const made = remarks.filter(Boolean).map((remark) => element('span', { class: 'badge' }, String(remark)));
  return made.length === 0 ? null : element('p', {}, ...made);
}

/** Writes a name of the tables for people: `custom_status` as "custom status". */
export function inWords(name: string): string {
  return name.replaceAll('_', ' ');
}

/** As it begins a line. */
export function asTitle(name: string): string {
  return `${name.charAt(0).toUpperCase()}${inWords(name.slice(1))}`;
}

export function drawOption(value: string): HTMLElement {
  return element('option', { value }, asTitle(value));
}
