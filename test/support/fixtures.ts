import { readdirSync, readFileSync } from 'node:fs';

/** A file of fixtures/: its name without `.json`, the event or rejection code it is named after, and its text. */
export type Fixture = { readonly name: string; readonly subject: string; readonly text: string };

export const liveEventFixtures = readFixtures('live-events');
export const rejectedFixtures = readFixtures('rejected');

function readFixtures(folder: 'live-events' | 'rejected'): readonly Fixture[] {
  const directory = new URL(`../../fixtures/${folder}/`, import.meta.url);
  return readdirSync(directory)
    .toSorted()
    .map((file) => ({
      name: file.replace(/\.json$/, ''),
      subject: file.split('.', 1)[0] ?? '',
      text: readFileSync(new URL(file, directory), 'utf8'),
    }));
}

export function fixture(name: string): Fixture {
  const found = [...liveEventFixtures, ...rejectedFixtures].find((each) => each.name === name);
  if (found === undefined) throw new Error(`no fixture ${name}`);
  return found;
}
