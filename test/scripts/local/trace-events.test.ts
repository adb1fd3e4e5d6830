import { describe, expect, test } from '@jest/globals';
import type { EventBody } from '../../../scripts/local/messages/read-events.ts';
import { differencesFromFixtures, findSources } from '../../../scripts/local/trace-events.ts';
import { deadLetter } from '../../support/dead-letters.ts';

async function* stream(events: readonly EventBody[]) {
  yield* events;
}

const rejected = (body: string, code: string) => deadLetter({ body, rejection: { code, detail: '' } });

test('a dead letter is found wherever its body stands in what was sent', async () => {
  const events = ['a', 'b', 'a', 'c'].map((body, i) => ({ source: `file:${i + 1}`, body }));

  const sources = await findSources(stream(events), [deadLetter({ body: 'a' }), deadLetter({ body: 'z' })]);

  expect([...sources]).toEqual([
    ['a', ['file:1', 'file:3']],
    ['z', []],
  ]);
});

describe('a run of the fixtures', () => {
  const listed = '{"root_account_uuid":"ours"}';
  const events = [
    { source: '/f/live-events/grade_change.published.json', body: listed },
    { source: '/f/live-events/grade_change.caliper-bare.json', body: '{}' },
    { source: '/f/live-events/quiz_submitted.published.json', body: '{"quiz":1}' },
    { source: '/f/rejected/invalid_json.truncated.json', body: '{' },
    { source: '/f/rejected/unknown_envelope.array.json[0]', body: '[]' },
  ];
  const expected = {
    outcomes: { applied: 1, unchanged: 1, ignored: 1, rejected: 2, failed: 0 },
    deadLetters: [rejected('{', 'invalid_json'), rejected('[]', 'unknown_envelope')],
  };
  const differences = (
    { outcomes = expected.outcomes, deadLetters = expected.deadLetters },
    rootAccounts: readonly string[] = [],
    copies = 1,
  ) =>
    differencesFromFixtures(stream(events), {
      account: { sent: 5, missing: [], outcomes, deadLetters },
      copies,
      rootAccounts,
    });

  test('is as their names say', async () => {
    expect(await differences({})).toEqual([]);
  });

  test('counts every copy', async () => {
    const twice = { applied: 1, unchanged: 3, ignored: 2, rejected: 4, failed: 0 };
    expect(await differences({ outcomes: twice }, [], 2)).toEqual([]);
  });

  test('rejects events of a root account that is not on its list', async () => {
    const outcomes = { ...expected.outcomes, unchanged: 0 };
    const deadLetters = [...expected.deadLetters, rejected('{}', 'foreign_root_account')];
    expect(await differences({ outcomes, deadLetters }, ['ours', 'others'])).toEqual([]);
    expect(await differences({ deadLetters }, [])).not.toEqual([]);
  });

  test.each([
    [
      'lets a bad event pass',
      { deadLetters: [rejected('{', 'invalid_json')] },
      '/f/rejected/unknown_envelope.array.json[0] was to be rejected: unknown_envelope, and was not.',
    ],
    [
      'rejects it for another reason',
      { deadLetters: [rejected('{', 'invalid_event'), rejected('[]', 'unknown_envelope')] },
      '/f/rejected/invalid_json.truncated.json was to be rejected: invalid_json, and was rejected: invalid_event.',
    ],
    [
      'rejects a good one',
      { deadLetters: [...expected.deadLetters, rejected(listed, 'invalid_event')] },
      '/f/live-events/grade_change.published.json was to be accepted, and was rejected: invalid_event.',
    ],
    [
      'fails over one',
      { deadLetters: [...expected.deadLetters, deadLetter({ body: '{"quiz":1}' })] },
      '/f/live-events/quiz_submitted.published.json was to be ignored, and failed.',
    ],
    [
      'ignores a grade',
      { outcomes: { ...expected.outcomes, applied: 0, ignored: 2 } },
      '2 were to be applied or unchanged, and 1 were. 1 were to be ignored, and 2 were.',
    ],
  ])('is told to differ when it %s', async (_, run, said) => {
    expect((await differences(run)).join(' ')).toBe(said);
  });
});
