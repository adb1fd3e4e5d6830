import { describe, expect, test } from '@jest/globals';
import type { ObservedRow } from '../../../../lambdas/consume-live-events/domain/observed.ts';
import {
  commentFacet,
  commentIdOf,
  facetOf,
  rowTypeNames,
  rowTypeOf,
  rowTypes,
} from '../../../../lambdas/consume-live-events/domain/row-types.ts';

describe('the type of a row', () => {
  test.each(rowTypeNames)('%s is told from its table and key', (type) => {
    const { table, facet } = rowTypes[type];
    const key = facet === 'comment' ? commentFacet('7') : facet;
    const row = table === 'course-scores' ? { course_id: '1', user_id: '2' } : { facet: key };
    expect([rowTypeOf(table, row), facetOf(table, row)]).toEqual([type, facet]);
  });

  test.each([
    ['a facet of a later version', 'submissions', { facet: 'rubric' }],
    ['a facet of another table', 'scores', { facet: 'grade' }],
    ['no facet', 'submissions', {}],
    ['a facet that is no text', 'submissions', { facet: 7 }],
    ['the name of a member of every object', 'submissions', { facet: 'constructor' }],
  ] as const)('of a row with %s is not known', (_, table, row) => {
    expect([rowTypeOf(table, row), facetOf(table, row)]).toEqual([undefined, undefined]);
  });
});

test('the id of a comment is read out of its facet, and out of no other', () => {
  expect(commentIdOf(commentFacet('21070000000000001'))).toBe('21070000000000001');
  expect(['grade', 'comment', '', undefined, 7].map(commentIdOf)).toEqual(Array(5).fill(undefined));
});

test('an observation of what no row has does not compile', () => {
  const identity = { course_id: null, user_id: null, assignment_id: null, root_account_uuid: null };
  const type = 'submissions-grade';
  const key = { submission_id: '1', facet: 'grade' } as const;
  const observed: readonly ObservedRow[] = [
    { type, key, identity, state: { grade: 'A', score: 5n, hidden: true }, old: null },
    // @ts-expect-error a misspelt field
    { type, key, identity, state: { points_posible: 5 }, old: null },
    // @ts-expect-error a field of another facet
    { type, key, identity, state: { override_score: 5 }, old: null },
    // @ts-expect-error a value of another type
    { type, key, identity, state: { score: '5' }, old: null },
    // @ts-expect-error old values are all told or none
    { type, key, identity, state: {}, old: { grade: 'A' } },
    // @ts-expect-error a misspelt identity attribute
    { type, key, identity: { ...identity, corse_id: null }, state: {}, old: null },
    // @ts-expect-error a forgotten identity attribute
    { type, key, identity: { course_id: null }, state: {}, old: null },
    // @ts-expect-error the key of another table
    { type: 'course-scores', key: { course_id: '1', facet: 'x' }, identity, state: {}, old: null },
    // @ts-expect-error the facet of another row
    { type, key: { submission_id: '1', facet: 'submission' }, identity, state: {}, old: null },
  ];
  expect(observed).toHaveLength(9);
});
