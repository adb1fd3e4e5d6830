import { describe, expect, test } from '@jest/globals';
import { isEverything, type Selection, selects } from '../../../scripts/dead-letters/selection.ts';
import type { Envelope } from '../../../scripts/system/dead-letter.ts';
import { deadLetter } from '../../support/dead-letters.ts';

const envelope = (parts: Partial<Envelope>): Envelope => deadLetter({ eventName: undefined, ...parts });

function selection(parts: Partial<Selection>): Selection {
  return { codes: new Set(), failed: false, eventNames: new Set(), ids: new Set(), ...parts };
}

const invalid = envelope({ id: 'invalid', rejection: { code: 'invalid_event', detail: '' }, eventName: 'a' });
const json = envelope({ id: 'json', rejection: { code: 'invalid_json', detail: '' } });
const failed = envelope({ id: 'failed', eventName: 'a' });
const other = envelope({ id: 'other', eventName: 'b' });

describe('selects', () => {
  test.each<[string, Partial<Selection>, string[]]>([
    ['everything when it says nothing', {}, ['invalid', 'json', 'failed', 'other']],
    ['by code', { codes: new Set(['invalid_json']) }, ['json']],
    ['by several codes', { codes: new Set(['invalid_json', 'invalid_event']) }, ['invalid', 'json']],
    ['what failed', { failed: true }, ['failed', 'other']],
    [
      'what failed or has a code',
      { failed: true, codes: new Set(['invalid_json']) },
      ['json', 'failed', 'other'],
    ],
    ['by event name', { eventNames: new Set(['a']) }, ['invalid', 'failed']],
    ['by id', { ids: new Set(['json', 'other']) }, ['json', 'other']],
    ['what all parts select', { eventNames: new Set(['a']), failed: true }, ['failed']],
    ['nothing when a part selects nothing', { ids: new Set(['json']), eventNames: new Set(['a']) }, []],
    ['nothing by a code that none has', { codes: new Set(['failed']) }, []],
  ])('selects %s', (_case, parts, ids) => {
    const selected = [invalid, json, failed, other].filter((letter) => selects(selection(parts), letter));

    expect(selected.map(({ id }) => id)).toEqual(ids);
  });
});

test.each<[boolean, Partial<Selection>]>([
  [true, {}],
  [false, { failed: true }],
  [false, { codes: new Set(['a']) }],
  [false, { eventNames: new Set(['a']) }],
  [false, { ids: new Set(['a']) }],
])('isEverything is %s of a selection of %o', (expected, parts) => {
  expect(isEverything(selection(parts))).toBe(expected);
});
