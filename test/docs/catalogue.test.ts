import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { decode } from '../../lambdas/consume-live-events/domain/decode.ts';
import { type Facet, type FieldType, facets } from '../../lambdas/consume-live-events/domain/facets.ts';
import { type LiveEventName, liveEvents } from '../../lambdas/consume-live-events/domain/live-events.ts';
import {
  identityAttributes,
  rowTypeNames,
  rowTypes,
} from '../../lambdas/consume-live-events/domain/row-types.ts';
import {
  allTables,
  expiryAttribute,
  tableNames,
  tables,
} from '../../lambdas/consume-live-events/domain/tables.ts';
import { toHistoryItem } from '../../lambdas/consume-live-events/history-item.ts';
import { columns, historyOf } from '../../scripts/reader/columns.ts';
import { liveEventFixtures, rejectedFixtures } from '../support/fixtures.ts';
import { acceptAny, readGood } from '../support/messages.ts';

/* Documents that list what a row holds, or which events there are, list all of it. */

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

const eventNames = Object.keys(liveEvents) as LiveEventName[];
const dictionary = read('docs/data-dictionary.md');

/** What the dictionary calls a type. */
const words: { readonly [Type in FieldType]: string } = {
  text: 'text',
  number: 'number',
  count: 'number',
  flag: 'boolean',
  instant: 'instant',
  id: 'id',
  ids: 'list of ids',
};

/** The text under a heading, up to the next one. */
function sectionOf(heading: string): string {
  const [, text] = dictionary.split(`\n${heading}\n`);
  if (text === undefined) throw new Error(`no ${heading}`);
  return text.split(/^#/m, 1)[0] ?? '';
}

const headings: { readonly [Name in Facet]: string } = {
  grade: '### `submissions`, facet `grade`',
  submission: '### `submissions`, facet `submission`',
  comment: '### `submissions`, facet `comment#<submission_comment_id>`',
  custom_status: '### `submissions` and `scores`, facet `custom_status`',
  override: '### `scores`, facet `override`',
  course_score: '### `course-scores`',
};

const namesIn = (cell: string) => [...cell.matchAll(/`([a-z_]+)`/g)].map(([, name = '']) => name);

/** Reads a table of attributes, several of which may share a line and a type: each as `name: type`. */
function attributesIn(section: string, isWanted: (names: string) => boolean): string[] {
  const lines = [...section.matchAll(/^\| (`[^|]+) \| ([a-z ,]+) \|/gm)];
  return lines
    .filter(([, names = '']) => isWanted(names))
    .flatMap(([, names = '', types = '']) => {
      const typeOf = types.split(', ');
      return namesIn(names).map((name, index) => `${name}: ${typeOf[index] ?? typeOf[0]}`);
    });
}

const isValue = (names: string) => /\(values?\)/.test(names);

const told = (fields: { readonly [name: string]: FieldType }) =>
  Object.entries(fields).map(([name, type]) => `${name}: ${words[type]}`);

describe.each(Object.keys(facets) as Facet[])('the data dictionary tells of the facet %s', (facet) => {
  const section = sectionOf(headings[facet]);

  test('every value, in order and with its type', () => {
    expect(attributesIn(section, isValue)).toEqual(told(facets[facet].values));
  });

  test('every detail, in order and with its type', () => {
    expect(attributesIn(section, (names) => !isValue(names))).toEqual(told(facets[facet].details));
  });
});

test.each(rowTypeNames)('the columns of %s come in the order of the dictionary', (type) => {
  const { table, facet, identity } = rowTypes[type];
  const section = sectionOf(headings[facet]);
  const names = (isWanted: (names: string) => boolean) =>
    attributesIn(section, isWanted).map((attribute) => attribute.replace(/:.*/, ''));
  const values = names(isValue);
  const state = [...values, ...names((name) => !isValue(name))];
  expect(columns[type].map(({ name }) => name)).toEqual([
    tables[table].partitionKey,
    tables[table].sortKey,
    ...identity,
    ...state.map((name) => `current_${name}`),
    ...values.map((name) => `previous_${name}`),
    'previous_event_time',
    'previous_source',
    'event_name',
    'event_time',
    'revision',
    'written_at',
    'expires_at',
  ]);
});

test.each(rowTypeNames)('the columns of the history of %s come in the order of its row', (type) => {
  const { table, facet, identity } = rowTypes[type];
  const { values, details } = facets[facet];
  expect(columns[historyOf(type)].map(({ name }) => name)).toEqual([
    allTables.history.partitionKey,
    allTables.history.sortKey,
    tables[table].partitionKey,
    tables[table].sortKey,
    ...identity,
    ...Object.keys({ ...values, ...details }).map((name) => `state_${name}`),
    ...Object.keys(values).map((name) => `old_${name}`),
    'event_name',
    'event_time',
    'written_at',
    'expires_at',
  ]);
});

test('the data dictionary tells of every attribute that an item of the history has beside those of its row', () => {
  const told = [...sectionOf('## History').matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, names = '']) =>
    namesIn(names),
  );
  const fixture = liveEventFixtures.find(({ name }) => name === 'grade_change.published');
  const [delta] = readGood(fixture?.text ?? '').deltas;
  if (delta === undefined) throw new Error('no delta');
  const item = toHistoryItem(delta, { writtenAt: new Date(0), days: 1 });
  const ofRow = new Set([...Object.keys(delta.row.key), ...Object.keys(identityAttributes)]);
  expect(told.toSorted()).toEqual(
    Object.keys(item)
      .filter((name) => !ofRow.has(name))
      .toSorted(),
  );
});

test('the data dictionary tells of every key and identity attribute, with its type', () => {
  const attributes = attributesIn(sectionOf('## Attributes of every row'), () => true);
  const keys = tableNames.flatMap((table) => [tables[table].partitionKey, tables[table].sortKey]);
  const expected = [
    ...keys.map((name) => `${name}: ${name === 'facet' ? 'text' : 'id'}`),
    ...told(identityAttributes),
    `${expiryAttribute}: number`,
  ];
  expect(attributes).toEqual(expect.arrayContaining(expected));
});

test('the description of exports tells of every file, its key and its identity', () => {
  const lines = [
    ...read('docs/exports.md').matchAll(
      /^\| ((?:`(?:submissions|scores|course-scores)[^|]*)+) \| ([^|]+) \| ([^|]+) \|$/gm,
    ),
  ];
  const described = lines.flatMap(([, files = '', , identity = '']) =>
    [...files.matchAll(/`([^`]+)`/g)].map(([, file = '']) => [file, namesIn(identity)] as const),
  );
  expect(described.map(([file]) => file)).toEqual(rowTypeNames);
  const spelt = described.filter(([, identity]) => identity.length > 0);
  const isSpelt = (file: string) => spelt.some(([name]) => name === file);
  expect(Object.fromEntries(spelt)).toEqual(
    Object.fromEntries(rowTypeNames.filter(isSpelt).map((type) => [type, rowTypes[type].identity])),
  );
});

test.each(rowTypeNames)('the fixtures have a row of the type %s with each of its fields', (type) => {
  const { table, facet } = rowTypes[type];
  const keepTexts = { ...acceptAny, storeText: { comment: true, submission: true } };
  const rows = liveEventFixtures
    .flatMap(({ text }) => readGood(text, undefined, keepTexts).deltas.map(({ row }) => row))
    .filter((row) => row.table === table && row.facet === facet);
  const isSaid = (name: string) => rows.some(({ current }) => (current.state[name] ?? null) !== null);
  const fields = Object.keys({ ...facets[facet].values, ...facets[facet].details });
  expect(fields.filter((name) => !isSaid(name))).toEqual([]);
});

/** The rows of fixtures in Canvas format: of these events alone a subscription has any. */
const canvasRows = liveEventFixtures
  .filter(({ text }) => {
    const decoded = decode(text);
    return decoded.ok && decoded.value.format === 'canvas';
  })
  .flatMap(({ text }) => readGood(text).deltas.map(({ row }) => row));

describe.each(eventNames)('the event %s', (name) => {
  const rows = canvasRows.filter(({ current }) => current.eventName === name);

  test('has a fixture', () => {
    expect(rows).not.toEqual([]);
  });

  test('is in the data dictionary as what feeds its facet', () => {
    for (const { facet } of rows) {
      const [, fed = ''] = /^Fed by ([\s\S]*?)\n\n/m.exec(sectionOf(headings[facet])) ?? [];
      expect(namesIn(fed)).toContain(name);
    }
  });
});

test('the list of fixtures has every fixture, and no other', () => {
  const listed = [...read('fixtures/README.md').matchAll(/^\| `([\w.-]+)` \|/gm)].map(
    ([, name = '']) => name,
  );
  const names = [...liveEventFixtures, ...rejectedFixtures].map(({ name }) => name);
  expect(listed.toSorted()).toEqual(names.toSorted());
});

test.each([
  ['README.md', /Subscribe once and in one format, to:\n\n([\s\S]*?)\n\n/],
  ['docs/runbook.md', /and these events:\n\n([\s\S]*?)\n\n/],
])('%s names every event to subscribe to, and no other', (path, list) => {
  const [, names = ''] = list.exec(read(path)) ?? [];
  expect(namesIn(names).toSorted()).toEqual(eventNames.toSorted());
});
