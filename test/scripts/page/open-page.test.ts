import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Answer, Listing, Stories } from '../../../scripts/page/answer.ts';
import { gradeChange, liveEvent } from '../../support/messages.ts';
import { type LocalPage, startLocalPage } from './local-page.ts';
import { awaitSnapshot } from './snapshot-stream.ts';

/* The page's server on a local system: the stack's function, fed by its queue, writing to its tables. */

let local: LocalPage;
beforeAll(async () => {
  local = await startLocalPage();
});
afterAll(() => local.stop());

const find = async (query: string) =>
  (await (await fetch(new URL(`find?${query}`, local.url))).json()) as Answer;
const storiesOf = async (text: string) => ((await find(`submission=${text}`)) as Stories).stories;

test('a message that was consumed is in the next snapshot, with its change', async () => {
  const found = awaitSnapshot(local.url, ({ run }) => run?.outcomes.applied === 1);

  await local.send(gradeChange({ submission_id: '21070000000000001', grade: '5', score: 5, old_grade: '4' }));

  expect(await found).toMatchObject({
    system: 'tested-stack',
    problem: null,
    run: {
      rows: 1,
      changes: [
        {
          subject: { kind: 'submission', id: '21070000000000001' },
          facet: 'grade',
          now: { main: '5' },
          before: { main: '4' },
          source: 'reported',
          eventName: 'grade_change',
        },
      ],
    },
  });
});

test('a message that was rejected is counted under its reason', async () => {
  const found = awaitSnapshot(
    local.url,
    ({ run, queues }) => run?.reasons.length === 1 && queues?.deadLetters === 1,
  );

  await local.send('not JSON');

  const reasons = (await found).run?.reasons;
  expect(reasons).toEqual([
    {
      code: 'invalid_json',
      detail: 'body: expected JSON',
      count: 1,
      ids: [expect.any(String)],
      eventNames: [null],
      moreNames: 0,
    },
  ]);
  const letter = await fetch(new URL(`letter?id=${reasons?.[0]?.ids[0]}`, local.url));
  expect(await letter.json()).toEqual({ body: 'not JSON' });
});

test.each(['letter?id=unknown', 'letter'])('no body is given for %s', async (path) => {
  const response = await fetch(new URL(path, local.url));

  expect([response.status, await response.json()]).toEqual([
    404,
    { message: 'This message is no longer a dead letter.' },
  ]);
});

test('a story has every facet, and is found by its global and its local id', async () => {
  const id = '21070000000000777';
  const facets = awaitSnapshot(
    local.url,
    ({ run }) => run?.changes.filter(({ subject }) => subject.id === id).length === 2,
  );

  await local.send(
    gradeChange({ submission_id: id }),
    liveEvent('submission_comment_created', {
      submission_id: '777',
      submission_comment_id: '9',
      user_id: '3',
    }),
  );
  await facets;

  const [story, ...more] = await storiesOf(id);
  expect(more).toEqual([]);
  expect(story?.facets.map(({ facet }) => facet)).toEqual(['grade', 'comment']);
  expect(await storiesOf('777')).toEqual([story]);
  expect(await storiesOf('77')).toEqual([]);
});

test('a local id that two shards have gives both submissions', async () => {
  const both = awaitSnapshot(
    local.url,
    ({ run }) => run?.changes.filter(({ subject }) => subject.id.endsWith('888')).length === 2,
  );

  await local.send(
    gradeChange({ submission_id: '21070000000000888' }),
    gradeChange({ submission_id: '100700000000000888' }),
  );
  await both;

  const ids = (await storiesOf('888')).flatMap(({ ids }) => ids);
  expect(ids).toEqual(['100700000000000888', '21070000000000888']);
});

test('a local id of a course gives the rows of every shard that has one', async () => {
  const both = awaitSnapshot(
    local.url,
    ({ run }) => run?.changes.filter(({ subject }) => subject.id.endsWith('999')).length === 2,
  );

  await local.send(
    gradeChange({ submission_id: '21070000000000999' }, { context_id: '21070000000000044' }),
    gradeChange({ submission_id: '100700000000000999' }, { context_id: '100700000000000044' }),
  );
  await both;

  const listing = (await find('course=44')) as Listing;
  expect(listing.rows.map(({ subject }) => subject.id).sort()).toEqual([
    '100700000000000999',
    '21070000000000999',
  ]);
});
