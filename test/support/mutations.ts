import fc from 'fast-check';
import { liveEventFixtures } from './fixtures.ts';

/*
 * Structure-aware mutations: a fixture whose members are replaced, removed, added or nested, written
 * as JSON text, so that what no JavaScript value can say (1e400, a thirty-digit integer, a __proto__
 * member) can be said.
 */

/** A JSON text for one value. */
const literal = (text: string) => ({ literal: text });
type Literal = ReturnType<typeof literal>;
type Tree =
  | Literal
  | readonly Tree[]
  | { readonly members: readonly (readonly [name: string, value: Tree])[] };

const numbers = [
  '1e400',
  '-1e400',
  '-0',
  '0',
  '1e-400',
  '1e125',
  '1e126',
  '1e-131',
  '0.1234567890123456789012345678901',
  '123456789012345678901234567890',
  '21070000000011086',
  '9007199254740993',
  '9223372036854775807',
  '99999999999999999999',
  '2.1070000000011086e16',
  '1.5',
  '-1',
  '1E3',
];
const instants = [
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '9999-12-31T23:59:59-23:59',
  '0000-01-01T00:00:00+23:59',
  '2016-12-31T23:59:60Z',
  '2024-02-31T00:00:00Z',
  '2024-02-29T24:00:00Z',
  '2024-01-01T00:00:00',
  '2024-01-01',
  '2024-01-01T00:00:00.123456789Z',
  '2024-03-29T15:33:49-07:00',
  '+012024-01-01T00:00:00Z',
];
const texts = [
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\udfff\ud800',
  '\u2028',
  '💯',
  'é',
  'x'.repeat(400_000),
  '"'.repeat(70_000),
  '0',
  '-1',
  '1e3',
  '00012',
  '21070000000011086',
  '9999999999999999999',
  '10000000000000000000',
  'urn:instructure:canvas:submission:5',
  'urn:instructure:canvas:user:5',
  'null',
  '__proto__',
];
const depth = 5000;
const nested = (open: string, close: string) => literal(open.repeat(depth) + close.repeat(depth));

const replacement: fc.Arbitrary<Tree> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...numbers).map(literal) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(...instants, ...texts).map((text) => literal(JSON.stringify(text))),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('null', 'true', 'false', '[]', '{}', '[null]', '{"id":1}').map(literal),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('""', '{"numberStr":"-0"}', '{"numberStr":""}', '{"id":"urn:instructure:canvas:user:5"}')
      .map(literal),
  },
  { weight: 1, arbitrary: fc.constant(nested('[', ']')) },
  { weight: 1, arbitrary: fc.constant(literal(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`)) },
  { weight: 1, arbitrary: fc.json().map(literal) },
);

const strangeNames = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '',
  'data',
  'metadata',
  'body',
  'submission_id',
  'score_id',
  'override_score',
];

function parse(text: string): Tree {
  const exact = (_: string, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' ? literal(context?.source ?? '0') : value;
  return toTree(JSON.parse(text, exact));
}

function toTree(value: unknown): Tree {
  if (typeof value !== 'object' || value === null) return literal(JSON.stringify(value));
  if (Array.isArray(value)) return value.map(toTree);
  if ('literal' in value) return value as Literal;
  return { members: Object.entries(value).map(([name, member]) => [name, toTree(member)]) };
}

function write(tree: Tree): string {
  if ('literal' in tree) return tree.literal;
  if ('members' in tree) {
    return `{${tree.members.map(([name, value]) => `${JSON.stringify(name)}:${write(value)}`).join(',')}}`;
  }
  return `[${tree.map(write).join(',')}]`;
}

function countMembers(tree: Tree): number {
  if ('literal' in tree) return 0;
  const values = 'members' in tree ? tree.members.map(([, value]) => value) : tree;
  return values.reduce((sum, value) => sum + 1 + countMembers(value), 0);
}

type Change = (
  members: readonly (readonly [string, Tree])[],
  index: number,
) => readonly (readonly [string, Tree])[];

/** Applies a change at the n-th member of a tree, counted from its root down. */
function changeAt(tree: Tree, at: number, change: Change): Tree {
  if ('literal' in tree) return tree;
  const entries = 'members' in tree ? tree.members : tree.map((value) => ['', value] as const);
  let seen = 0;
  for (const [index, [name, value]] of entries.entries()) {
    const below = countMembers(value);
    if (at === seen) return rebuild(tree, change(entries, index));
    if (at <= seen + below) {
      const changed = [name, changeAt(value, at - seen - 1, change)] as const;
      return rebuild(tree, entries.toSpliced(index, 1, changed));
    }
    seen += 1 + below;
  }
  return tree;
}

function rebuild(tree: Tree, entries: readonly (readonly [string, Tree])[]): Tree {
  return 'members' in tree ? { members: entries } : entries.map(([, value]) => value);
}

const changes: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 6,
    arbitrary: replacement.map(
      (value): Change =>
        (entries, index) =>
          entries.toSpliced(index, 1, [entries[index]?.[0] ?? '', value]),
    ),
  },
  { weight: 2, arbitrary: fc.constant<Change>((entries, index) => entries.toSpliced(index, 1)) },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom(...strangeNames), replacement).map(
      ([name, value]): Change =>
        (entries, index) =>
          entries.toSpliced(index, 0, [name, value]),
    ),
  },
);

/** Bodies that once were good: one to three members of a fixture changed. */
export const mutatedBodies: fc.Arbitrary<string> = fc
  .constantFrom(...liveEventFixtures.map(({ text }) => parse(text)))
  .chain((tree) =>
    fc
      .array(fc.tuple(fc.nat(Math.max(0, countMembers(tree) - 1)), changes), { minLength: 1, maxLength: 3 })
      .map((all) => all.reduce((mutated, [at, change]) => changeAt(mutated, at, change), tree)),
  )
  .map(write);
