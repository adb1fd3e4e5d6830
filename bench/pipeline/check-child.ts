import { answerParent, argumentOfChild } from '../measure/run-child.ts';
import { type Counts, putsOf } from '../stub/counts.ts';
import { readCounts, resetStub } from '../stub/start-stub.ts';
import { batchesOf, type CaseName, pipelineCases } from './cases.ts';
import { invoke, loadHandler } from './handler.ts';

/** What a case did, once as the code reports it and once as the stub counted it. */
export type CheckAnswer = {
  readonly name: CaseName;
  readonly reported: { readonly records: number; readonly rowsWritten: number; readonly failed: number };
  readonly counted: { readonly puts: number; readonly refused: number; readonly newItems: number };
};

type BatchProcessed = {
  records: number;
  rows_written: number;
  outcomes: { failed: number; rejected: number };
};

const { file, endpoint, cases, quick } = argumentOfChild() as {
  file: string;
  endpoint: string;
  cases: readonly CaseName[];
  quick: boolean;
};

const written: string[] = [];
process.stdout.write = (chunk: string | Uint8Array) => written.push(String(chunk)) > 0;

const handler = await loadHandler(file);
const answers: CheckAnswer[] = [];
for (const name of cases) {
  const batches = batchesOf(name, quick);
  await resetStub(endpoint);
  if (pipelineCases[name].redelivered) {
    for (const batch of batches) await invoke(handler, batch);
    await resetStub(endpoint, { keepItems: true });
  }
  const storedBefore = storedOf(await readCounts(endpoint));
  written.length = 0;
  for (const batch of batches) await invoke(handler, batch);
  const counts = await readCounts(endpoint);
  answers.push({
    name,
    reported: reportedIn(written.join('')),
    counted: {
      puts: putsOf(counts),
      refused: Object.values(counts.operations).reduce((sum, { refused }) => sum + refused, 0),
      newItems: storedOf(counts) - storedBefore,
    },
  });
}
answerParent(answers);

function reportedIn(log: string): CheckAnswer['reported'] {
  const lines = log.split('\n').filter((line) => line.includes('"batch processed"'));
  const batches = lines.map((line) => JSON.parse(line) as BatchProcessed);
  const sum = (read: (batch: BatchProcessed) => number) =>
    batches.reduce((total, batch) => total + read(batch), 0);
  return {
    records: sum(({ records }) => records),
    rowsWritten: sum(({ rows_written: rows }) => rows),
    failed: sum(({ outcomes }) => outcomes.failed + outcomes.rejected),
  };
}

function storedOf({ stored }: Counts): number {
  return Object.values(stored).reduce((sum, items) => sum + items, 0);
}
