import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { deltas, spellings } from '../../../support/event-arbitraries.ts';
import { saidBy } from '../../../support/messages.ts';

test('an event makes the same row however it is spelled: none, ids, instants and numbers', () => {
  let different = 0;
  fc.assert(
    fc.property(spellings, ([one, other]) => {
      if (one !== other) different += 1;
      expect(saidBy(other)).toEqual(saidBy(one));
    }),
    { numRuns: 1000 },
  );
  expect(different).toBeGreaterThan(900);
});

test('the events of the properties are of every facet, with odd values and every kind of none', () => {
  const facets = new Set<string>();
  const values = new Set<unknown>();
  fc.assert(
    fc.property(deltas, ({ row }) => {
      facets.add(row.facet);
      for (const value of Object.values(row.current.state)) values.add(value);
    }),
    { numRuns: 2000 },
  );
  expect([...facets].toSorted()).toEqual([
    'comment',
    'course_score',
    'custom_status',
    'grade',
    'override',
    'submission',
  ]);
  expect([...values]).toEqual(
    expect.arrayContaining([null, '', '1', 1, -1.5, 1e125, 1e-130, '\ufffd', 12, 'excused']),
  );
});
