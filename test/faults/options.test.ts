import { describe, expect, test } from '@jest/globals';
import { breakNames } from '../../faults/breaks.ts';
import { findRareKinds, kindNames, leastCount, openTally } from '../../faults/kinds.ts';
import { parseOptions, usage } from '../../faults/options.ts';

describe('the options of a faults run', () => {
  test('have defaults', () => {
    expect(parseOptions([])).toEqual({ seed: '1', events: 2000, copies: 2, consumers: 5, broken: undefined });
  });

  test('are read', () => {
    const args = [
      '--seed',
      'x',
      '--events',
      '500',
      '--copies',
      '3',
      '--consumers',
      '2',
      '--break',
      'no-revision-condition',
    ];
    expect(parseOptions(args)).toEqual({
      seed: 'x',
      events: 500,
      copies: 3,
      consumers: 2,
      broken: 'no-revision-condition',
    });
  });

  test.each([
    [['--events', '99'], '--events 99: expected a number from 100 to 100000.'],
    [['--events', '1e3'], '--events 1e3: expected a number from 100 to 100000.'],
    [['--consumers', '6'], '--consumers 6: expected a number from 2 to 5.'],
    [['--copies', '0'], '--copies 0: expected a number from 1 to 100.'],
    [['--break', 'nothing'], /--break nothing: expected acknowledge-before-write/],
    [['--sed', '1'], /--sed/],
  ])('refuse %j', (args, message) => {
    expect(() => parseOptions(args)).toThrow(message);
  });

  test('give the help that names every break', () => {
    expect(parseOptions(['-h'])).toBeUndefined();
    for (const name of breakNames) expect(usage).toContain(name);
  });
});

describe('how often a kind must be injected', () => {
  test.each([
    [100, 1],
    [500, 5],
    [2000, 20],
    [9000, 20],
  ])('of %d events: %d times', (events, least) => {
    expect(leastCount(events)).toBe(least);
  });

  test('is asked of every kind', () => {
    const tally = openTally();
    expect(findRareKinds(tally, 2000)).toEqual(kindNames);
    for (const kind of kindNames) for (let times = 0; times < 20; times += 1) tally.add(kind);
    expect(findRareKinds(tally, 2000)).toEqual([]);
  });
});
