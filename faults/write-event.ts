import { readFileSync } from 'node:fs';

/** What an event is about, under the names that Canvas has for it. Ids are local ones. */
export type Fields = { readonly [name: string]: string | number | boolean | null };

/** What Caliper calls otherwise than the events in Canvas format. */
const caliperNames: { readonly [name: string]: string } = {
  eventTime: 'event_time',
  count: 'attempt',
  scoreGiven: 'score',
  maxScore: 'points_possible',
};

/**
 * Writes the event of a page of `fixtures/live-events` anew: wherever the page has one of these fields, with its
 * value of now, or of before for `old_*`. Ids stay as local or as global as they are on the page.
 */
export function writeEvent(page: string, now: Fields, before: Fields, areNullsLeftOut: boolean): string {
  const event: unknown = JSON.parse(readPage(page), (name, published: unknown) => {
    const [, urn, kind] = /^(urn:instructure:canvas:(\w+):)\d+$/.exec(String(published)) ?? [];
    const urnOf = now[`${kind}_id`];
    if (urnOf !== undefined) return `${urn}${globalId(urnOf)}`;
    const field = caliperNames[name] ?? name.replace(/^old_/, '');
    if (!Object.hasOwn(now, field)) return published;
    const value = (name.startsWith('old_') ? before : now)[field] ?? null;
    if (value === null || !field.endsWith('_id')) return value;
    return String(published).length < 13 ? String(value) : globalId(value);
  });
  return JSON.stringify(event, (_, value: unknown) =>
    areNullsLeftOut && value === null ? undefined : value,
  );
}

function readPage(name: string): string {
  return readFileSync(new URL(`../fixtures/live-events/${name}.json`, import.meta.url), 'utf8');
}

function globalId(local: Fields[string]): string {
  return `2107${String(local).padStart(13, '0')}`;
}
