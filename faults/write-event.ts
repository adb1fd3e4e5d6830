import { readFileSync } from 'node:fs';

/** What an event is about, under the names that Canvas has for it. Ids are local ones, and written as global ones. */
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
 * value of now, or of before for `old_*`.
 */
export function writeEvent(page: string, now: Fields, before: Fields, areNullsLeftOut: boolean): string {
  const write = (name: string, published: unknown) => {
    const [, urn, kind] = /^(urn:instructure:canvas:(\w+):)\d+$/.exec(String(published)) ?? [];
    const idOfUrn = now[`${kind}_id`];
    if (idOfUrn !== undefined) return `${urn}${globalId(idOfUrn)}`;
    const field = caliperNames[name] ?? name.replace(/^old_/, '');
    if (!Object.hasOwn(now, field)) return published;
    const value = (name.startsWith('old_') ? before : now)[field] ?? null;
    return value !== null && field.endsWith('_id') ? globalId(value) : value;
  };
  return JSON.stringify(readPage(page), (name, published: unknown) => {
    const value = write(name, published);
    return value === null && areNullsLeftOut ? undefined : value;
  });
}

function readPage(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../fixtures/live-events/${name}.json`, import.meta.url), 'utf8'));
}

function globalId(local: Fields[string]): string {
  return `2107${String(local).padStart(13, '0')}`;
}
