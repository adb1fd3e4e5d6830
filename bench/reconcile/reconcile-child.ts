import { perAnyTable } from '../../lambdas/consume-live-events/domain/tables.ts';
import { runSnapshot } from '../../scripts/snapshot/run-snapshot.ts';
import { connectTo } from '../../scripts/system/endpoints.ts';
import { figuresOfProcess } from '../measure/cpu.ts';
import { answerParent, argumentOfChild } from '../measure/run-child.ts';
import { now, shard } from './school.ts';

const { folder, endpoint } = argumentOfChild() as { folder: string; endpoint: string };
const startedAt = performance.now();
const { tally, summary } = await runSnapshot(
  'reconcile',
  {
    name: 'bench',
    isLocal: false,
    ...connectTo({ sqs: endpoint, dynamodb: endpoint }),
    queueUrl: '',
    deadLetterQueueUrl: '',
    physicalNames: perAnyTable((table) => `bench-${table}`),
    retentionDays: 'none',
    historyDays: 'none',
    forgottenTable: 'bench-forgotten',
    close: () => {},
  },
  {
    origin: {
      kind: 'canvas data',
      folder,
      isFetched: false,
      shard: String(shard),
      facets: ['grade', 'override', 'course_score'],
    },
    isWriting: true,
    allowsNewRows: true,
    looksForUnknown: false,
    // As fast as it gets: what a rate takes is arithmetic.
    rate: 100_000,
    checkpoint: null,
  },
  {
    env: {},
    stdin: process.stdin,
    now: () => new Date(now),
    update: () => {},
    note: () => {},
    signal: new AbortController().signal,
  },
);
answerParent({ ...figuresOfProcess(startedAt), facets: tally.facets, problems: summary.problemCount });
