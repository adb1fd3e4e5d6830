import { describe, expect, test } from '@jest/globals';
import type { Exchange } from '../../faults/exchange.ts';
import { kindNames, openTally } from '../../faults/kinds.ts';
import { openRequestFaults } from '../../faults/request-faults.ts';

const input = {
  RequestItems: { t: { Keys: [{ id: { S: 'a' } }, { id: { S: 'b' } }] } },
  Statements: [{ Statement: `INSERT INTO "t" VALUE {'id': ?, 'revision': ?}` }],
};

/** A request as the faults see it. */
function requestOf(operation: string, call: number, attempt = 1): Exchange {
  return { operation, input, callId: String(call), attempt } as unknown as Exchange;
}

function counts(seed: string, operation: string, calls: number) {
  const tally = openTally();
  const faults = openRequestFaults(seed, tally);
  const struck = Array.from(
    { length: calls },
    (_, i) => faults.effectOn(requestOf(operation, i)) !== undefined,
  );
  return { struck, tally: kindNames.map((kind) => tally.count(kind)) };
}

describe('request faults', () => {
  test('depend on the seed alone', () => {
    expect(counts('1', 'BatchExecuteStatement', 500)).toEqual(counts('1', 'BatchExecuteStatement', 500));
    expect(counts('1', 'BatchExecuteStatement', 500)).not.toEqual(counts('2', 'BatchExecuteStatement', 500));
  });

  test.each([
    ['BatchExecuteStatement', 500],
    ['BatchGetItem', 500],
    ['SendMessage', 100],
  ])('hit some and not all of %s', (operation, calls) => {
    const { struck } = counts('1', operation, calls);
    expect(struck).toContain(true);
    expect(struck).toContain(false);
  });

  test('of a dead-letter queue that takes no message last through every attempt of the call', () => {
    const tally = openTally();
    const faults = openRequestFaults('1', tally);
    let call = 0;
    while (tally.count('dead-letter-refused') === 0) faults.effectOn(requestOf('SendMessage', ++call));
    const attempts = [2, 3, 4, 5].map((attempt) => faults.effectOn(requestOf('SendMessage', call, attempt)));
    expect(attempts).not.toContain(undefined);
    expect(tally.count('dead-letter-refused')).toBe(1);
  });

  test('that lose an answer let the next attempt pass', () => {
    const tally = openTally();
    const faults = openRequestFaults('1', tally);
    let call = 0;
    while (tally.count('answer-lost') === 0) faults.effectOn(requestOf('BatchExecuteStatement', ++call));
    expect(faults.effectOn(requestOf('BatchExecuteStatement', call, 2))).toBeUndefined();
  });

  test('never leave the only key of a request unprocessed', () => {
    const tally = openTally();
    const faults = openRequestFaults('1', tally);
    const input = { RequestItems: { t: { Keys: [{ id: { S: 'a' } }] } } };
    for (let call = 0; call < 100; call += 1) {
      faults.effectOn({ ...requestOf('BatchGetItem', call), input });
    }
    expect(tally.count('unprocessed-keys')).toBe(0);
  });

  test('never say of an item of the history that it is there although it is not', () => {
    const tally = openTally();
    const faults = openRequestFaults('1', tally);
    const Statements = [{ Statement: `INSERT INTO "t" VALUE {'entity': ?, 'entry': ?}` }];
    for (let call = 0; call < 500; call += 1) {
      faults.effectOn({ ...requestOf('BatchExecuteStatement', call), input: { Statements } });
    }
    expect(tally.count('condition-refused')).toBe(0);
    expect(tally.count('late-write')).toBeGreaterThan(0);
  });
});
