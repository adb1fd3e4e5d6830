import { toItem } from '../../../lambdas/consume-live-events/row-item.ts';
import { startEngines } from '../../../scripts/local/engines/engines.ts';
import { createQueue } from '../../../scripts/local/stack/create-resource.ts';
import { openPage } from '../../../scripts/page/open-page.ts';
import { systemOf } from '../../../scripts/system/connect.ts';
import { connectTo } from '../../../scripts/system/endpoints.ts';
import { outputsOfTables, writeItems } from '../../support/dynamodb.ts';
import { gradeChange, rowOf } from '../../support/messages.ts';
import { startScanCounter } from '../export/command.ts';
import { storeFixtures } from '../reader/stored-fixtures.ts';

/** A course of 450 grades, from 0 to 97.5 percent: three are rare, five hidden, ten of the next day, one has no score. */
export const courseId = '21070000000000777';

export type StackPage = Awaited<ReturnType<typeof startStackPage>>;

/** Opens the page of a stack as `npm run page` does: the rows of the fixtures, queues, and a count of scans. */
export async function startStackPage(shard: string) {
  const engines = await startEngines();
  await storeFixtures(engines.clients.dynamodb);
  await writeItems(
    engines.clients.dynamodb,
    'submissions',
    Array.from({ length: 450 }, (_, i) => gradeItem(i)),
  );
  const counter = await startScanCounter(engines.endpoints.dynamodb);
  const queue = await createQueue(engines, {}, 'queue');
  const deadLetterQueue = await createQueue(engines, {}, 'dead-letters');
  const clients = connectTo({ ...engines.endpoints, dynamodb: counter.endpoint });
  const system = systemOf('tested-stack', false, clients, {
    LiveEventsQueueUrl: queue.url,
    DeadLetterQueueUrl: deadLetterQueue.url,
    ...outputsOfTables,
  });
  const page = await openPage(system, { shard });
  return {
    url: page.url,
    sqs: engines.clients.sqs,
    dynamodb: engines.clients.dynamodb,
    queueUrl: queue.url,
    deadLetterQueueUrl: deadLetterQueue.url,
    countScans: () => counter.count(),
    async find(query: string): Promise<unknown> {
      return (await fetch(new URL(`find?${query}`, page.url))).json();
    },
    async stop() {
      await page.stop();
      system.close();
      await counter.stop();
      await engines.stop();
    },
  };
}

function gradeItem(i: number) {
  const grade = i % 150 === 7 ? 'rare' : String(i / 4);
  const submission_id = `2107000000009${String(i).padStart(4, '0')}`;
  const event = gradeChange(
    { submission_id, grade, score: i === 449 ? null : (i % 40) / 4, muted: i % 90 === 0 },
    { context_id: courseId, event_time: i < 440 ? '2026-03-02T10:00:00.000Z' : '2026-03-03T10:00:00.000Z' },
  );
  return toItem(rowOf(event), {
    revision: 1,
    seenRevision: 0,
    writtenAt: new Date('2026-03-02T10:00:01Z'),
    retentionDays: undefined,
  });
}
