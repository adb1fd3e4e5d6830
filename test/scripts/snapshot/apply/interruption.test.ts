import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openRandom } from '../../../../faults/random.ts';
import { mergeRows } from '../../../../lambdas/consume-live-events/merge-rows.ts';
import { type Engines, startEngines } from '../../../../scripts/local/engines/engines.ts';
import { readRows } from '../../../../scripts/local/read-rows.ts';
import { createTables, openRowStore, outputsOfTables, physicalNames } from '../../../support/dynamodb.ts';
import { deltaOf, gradeChange } from '../../../support/messages.ts';
import { announceIn, startCommand, startScanCounter } from '../../export/command.ts';
import { gradeLine } from '../lines/neutral-lines.ts';

/** More than are noted at once, and than are written before the last kill. */
const submissions = 3_400;
const kills = 20;

let engines: Engines;
let counter: Awaited<ReturnType<typeof startScanCounter>>;
let temporary: string;

beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'interruption-'));
  engines = await startEngines();
  counter = await startScanCounter(engines.endpoints.dynamodb, 'BatchExecuteStatement');
  await createTables(engines.clients.dynamodb);
  await announceIn(temporary, {
    pid: process.pid,
    stack: 'canvas-grade-state-test',
    page: 'none',
    endpoints: { ...engines.endpoints, dynamodb: counter.endpoint },
    outputs: {
      LiveEventsQueueUrl: 'none',
      DeadLetterQueueUrl: 'none',
      ...outputsOfTables,
    },
  });
});
afterAll(async () => {
  await counter.stop();
  await engines.stop();
  await rm(temporary, { recursive: true });
});

const isNewerHere = (index: number) => index % 5 < 3;
const idOf = (index: number) => String(100700000000010000n + BigInt(index));

/** Rows without what may depend on when they were written. */
async function rowsNow() {
  const rows = await readRows(engines.clients.dynamodb, {
    SUBMISSIONS_TABLE: physicalNames.submissions,
    SCORES_TABLE: physicalNames.scores,
    COURSE_SCORES_TABLE: physicalNames['course-scores'],
  });
  return rows.submissions.map(({ revision: _, written_at: __, ...row }) => row);
}

test(`a backfill that is killed ${kills} times comes to the end of one that was not, and then writes nothing`, async () => {
  const texts = Array.from({ length: submissions }, (_, index) =>
    JSON.stringify(
      gradeLine(
        { key: { submission_id: idOf(index), facet: 'grade' } },
        { grade: String(index % 7), score: index % 7 },
      ),
    ),
  );
  await writeFile(join(temporary, 'lines.ndjson'), `${texts.join('\n')}\n`);
  const lines = ['--lines', join(temporary, 'lines.ndjson'), '--not-after', '2024-04-01T00:00:00Z'];
  const written = [...lines, '--local', '--new-rows', '--rate', '100000'];
  const resumed = [...written, '--checkpoint', join(temporary, 'checkpoint.json')];
  // At this rate, rows are still to be written whenever it is killed.
  const slow = [...resumed, '--rate', '2000'];
  // Most rows have newer events, some an older one: of the first page, those that are written take fewer runs
  // than are killed, so the last of these go on from the checkpoint that the page left.
  const store = openRowStore(engines.clients.dynamodb);
  const held = Array.from({ length: submissions }, (_, index) => {
    const event_time = isNewerHere(index) ? '2024-05-01T00:00:00.000Z' : '2024-03-13T09:00:00.000Z';
    return {
      index,
      delta: deltaOf(gradeChange({ submission_id: idOf(index), grade: '100', score: 100 }, { event_time })),
    };
  })
    .filter(({ index }) => isNewerHere(index) || index % 5 === 4)
    .map(({ delta }) => delta);
  await mergeRows(held, store, new AbortController().signal);

  const random = openRandom('kills', 'points');
  let killed = 0;
  for (let run = 0; run < kills; run += 1) {
    const { process: child, ended } = startCommand('backfill', slow, temporary);
    const last = random.integer(2, 5);
    const milliseconds = random.integer(0, 20);
    counter.restart((count) => {
      if (count === last) void setTimeout(milliseconds).then(() => child.kill('SIGKILL'));
    });
    if ((await ended).status === null) killed += 1;
  }
  expect(await readdir(temporary)).toContain('checkpoint.json');
  counter.restart();
  const { status, stdout } = await startCommand('backfill', resumed, temporary).ended;

  expect(killed).toBe(kills);
  expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringContaining('put right') });
  expect(await readdir(temporary)).not.toContain('checkpoint.json');
  const rows = await rowsNow();
  const scores = new Map(rows.map((row) => [row['submission_id'], row['current']]));
  expect(scores.size).toBe(submissions);
  for (let index = 0; index < submissions; index += 1) {
    expect(scores.get(idOf(index))).toMatchObject({ score: isNewerHere(index) ? 100 : index % 7 });
  }

  counter.restart();
  const again = await startCommand('reconcile', [...written, '--fix'], temporary).ended;
  expect(again.status).toBe(0);
  expect(counter.count()).toBe(0);
  expect(await rowsNow()).toEqual(rows);
});
