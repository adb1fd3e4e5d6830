import { CommandError } from '../command/command-error.ts';
import { createReader } from '../reader/reader.ts';
import { type System, toConnectionError } from '../system/connect.ts';
import { countMessages } from '../system/queue.ts';
import { find } from './find.ts';
import { openLists } from './open-lists.ts';
import { readLatestRows } from './read-latest-rows.ts';
import { servePage } from './serve-page.ts';
import type { Queues } from './snapshot.ts';
import { type RunReadings, watchSystem } from './watch-system.ts';

export type Page = {
  readonly url: string;
  /** To be called after a batch, when its outcomes are known. */
  readonly refresh: () => void;
  readonly stop: () => Promise<void>;
};

/** Whose page it is. Of a local run, its tables may be read whole; of a stack in AWS they never are. */
export type Owner =
  | { readonly run: Pick<RunReadings, 'outcomes' | 'readDeadLetters'> }
  /** The shard of local ids; empty where events name none. */
  | { readonly shard: string };

/** As many as a person looks through. */
const CHANGES_AT_MOST = 30;

/** Dead letters also come without a batch. What a stack's queues are asked is paid for. */
const lookAgainAfterSeconds = { run: 1, stack: 10 };

/** Opens the page of a system. */
export async function openPage(system: System, owner: Owner): Promise<Page> {
  const stopping = new AbortController();
  const reader = createReader(system, { signal: stopping.signal, onRead: () => {} });
  const lists = openLists();
  const readAll = () => readLatestRows(system, CHANGES_AT_MOST);
  const describeFailure = (error: unknown) => {
    const told = toConnectionError(error, system.name);
    return told instanceof CommandError ? told.message : 'The system could not be read.';
  };
  const watch = watchSystem({
    system: system.name,
    readQueues: () => readQueues(system),
    ...('run' in owner && { run: { ...owner.run, readLatestRows: readAll } }),
    describeFailure,
    lookAgainAfterSeconds: lookAgainAfterSeconds['run' in owner ? 'run' : 'stack'],
  });
  const readShards = async () => ('run' in owner ? (await readAll()).shards : [owner.shard]);
  const server = await servePage({
    watch: (onSnapshot) => watch.watch(onSnapshot),
    find: (asked) =>
      find(asked, {
        reader,
        lists,
        readShards,
        isHistoryWritten: system.historyDays !== 'off',
        describeFailure,
      }),
    readOn: (token) => lists.readOn(token),
    ...('run' in owner && {
      async readLetter(id) {
        return (await owner.run.readDeadLetters()).find((letter) => letter.id === id)?.body;
      },
    }),
    describeFailure,
  });
  return {
    url: server.url,
    refresh: () => watch.refresh(),
    async stop() {
      stopping.abort();
      await server.stop();
      await watch.stop();
      await lists.close();
    },
  };
}

async function readQueues({ sqs, queueUrl, deadLetterQueueUrl }: System): Promise<Queues> {
  const [queue, deadLetters] = await Promise.all(
    [queueUrl, deadLetterQueueUrl].map((url) => countMessages(sqs, url)),
  );
  return {
    waiting: queue?.visible ?? 0,
    inFlight: queue?.inFlight ?? 0,
    deadLetters: (deadLetters?.visible ?? 0) + (deadLetters?.inFlight ?? 0),
  };
}
