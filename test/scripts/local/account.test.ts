import { describe, expect, test } from '@jest/globals';
import { openLedger, settle } from '../../../scripts/local/account.ts';
import type { BatchReport } from '../../../scripts/local/mapping/event-source-mapping.ts';
import { deadLetter } from '../../support/dead-letters.ts';

function batchOf(logs: string[], reason?: string): BatchReport {
  return { records: [], failed: new Set(), logs, ...(reason !== undefined && { reason }) };
}

const line = JSON.stringify({
  level: 'INFO',
  message: 'batch processed',
  outcomes: { applied: 1, duplicate: 2, stale: 3, ignored: 4, rejected: 5, failed: 6 },
});

const failed = deadLetter();
const rejected = deadLetter({ rejection: { code: 'invalid_json', detail: 'body: expected JSON' } });

describe('openLedger', () => {
  test('counts the outcomes of the line that a batch logs', () => {
    const ledger = openLedger();

    const counts = ledger.add(batchOf(['not json', '{"message":"another"}', line]));
    ledger.add(batchOf([line]));

    expect(counts).toEqual({ applied: 1, unchanged: 5, ignored: 4, rejected: 5 });
    expect(ledger.total()).toEqual({ applied: 2, unchanged: 10, ignored: 8, rejected: 10, batches: 2 });
  });

  test('counts what was ignored by its name, over all batches', () => {
    const ledger = openLedger();
    const lineOf = (names: object) => JSON.stringify({ message: 'batch processed', ignored_events: names });

    ledger.add(batchOf([lineOf({ quiz_submitted: 2, constructor: 1 })]));
    ledger.add(batchOf([lineOf({ quiz_submitted: 1 }), line]));

    expect([...ledger.ignored()]).toEqual([
      ['quiz_submitted', 3],
      ['constructor', 1],
    ]);
  });

  test('counts nothing of a batch that failed as a whole, since it will come again', () => {
    const ledger = openLedger();

    ledger.add(batchOf([line], 'Sandbox.Timedout'));

    expect(ledger.total()).toEqual({ applied: 0, unchanged: 0, ignored: 0, rejected: 0, batches: 1 });
  });
});

describe('settle', () => {
  const counted = { applied: 1, unchanged: 1, ignored: 1, rejected: 1 };

  test('accounts for every message sent', () => {
    const account = settle(5, counted, [rejected, failed]);

    expect(account.outcomes).toEqual({ ...counted, failed: 1 });
    expect(account.missing).toEqual([]);
  });

  test.each([
    ['a message without an outcome', 6, [rejected, failed], '6 messages were sent, 5 have'],
    ['a rejection without its dead letter', 4, [], '1 were rejected, 0 dead letters'],
    ['more outcomes than messages', 3, [rejected], '3 messages were sent, 4 have'],
  ])('misses %s', (_, sent, letters, expected) => {
    expect(settle(sent, counted, letters).missing.join()).toContain(expected);
  });

  test('says where what is missing was seen last', () => {
    const { missing } = settle(10, counted, [rejected], { visible: 4, inFlight: 2 });

    expect(missing).toEqual([
      '10 messages were sent, 4 have an outcome',
      '4 wait in the queue',
      '2 were received and neither deleted nor delivered again',
    ]);
  });
});
