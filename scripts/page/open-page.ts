import { type TableName, tableNames } from '../../lambdas/consume-live-events/domain/tables.ts';
import { tableVariables } from '../../lambdas/consume-live-events/env.ts';
import type { Ledger } from '../local/account.ts';
import type { LocalSystem } from '../local/local-system.ts';
import { readDeadLetters } from '../local/read-dead-letters.ts';
import { countMessages } from '../system/queue.ts';
import { readLatestRows } from './read-latest-rows.ts';
import { readStory } from './read-story.ts';
import { servePage } from './serve-page.ts';
import { watchSystem } from './watch-system.ts';

export type Page = {
  readonly url: string;
  /** To be called after a batch, when its outcomes are in the ledger. */
  readonly refresh: () => void;
  readonly stop: () => Promise<void>;
};

/** As many as a person looks through. */
const changesAtMost = 30;

/** Opens the page of a local system. */
export async function openPage(
  { deployment, engines }: Pick<LocalSystem, 'deployment' | 'engines'>,
  ledger: Ledger,
  stack: string,
): Promise<Page> {
  const { sqs, dynamodb } = engines.clients;
  const { queue, deadLetterQueue, function: consumer } = deployment;
  const physicalNames = Object.fromEntries(
    tableNames.map((name) => [name, consumer.environment[tableVariables[name]] ?? '']),
  ) as { [name in TableName]: string };

  const watch = watchSystem({
    stack,
    outcomes: () => ledger.total(),
    readLatestRows: () => readLatestRows(dynamodb, physicalNames, changesAtMost),
    readDeadLetters: () => readDeadLetters(engines.endpoints.sqs, deadLetterQueue.name),
    async countWaiting() {
      const { visible, inFlight } = await countMessages(sqs, queue.url);
      return visible + inFlight;
    },
  });
  const server = await servePage({
    watch: (onSnapshot) => watch.watch(onSnapshot),
    findStories: (id) => readStory(dynamodb, physicalNames.submissions, id),
  });
  return {
    url: server.url,
    refresh: () => watch.refresh(),
    async stop() {
      await server.stop();
      await watch.stop();
    },
  };
}
