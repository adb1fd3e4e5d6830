import { measure, type Spent } from '../measure/cpu.ts';
import { answerParent, argumentOfChild } from '../measure/run-child.ts';
import type { Counts } from '../stub/counts.ts';
import { readCounts, resetStub } from '../stub/start-stub.ts';
import { batchesOf, type CaseName, pipelineCases, warmUpBatches } from './cases.ts';
import { invoke, loadHandler } from './handler.ts';

export type PipelineQuestion = {
  readonly file: string;
  readonly endpoint: string;
  readonly cases: readonly CaseName[];
  readonly quick: boolean;
  /** Whether the log is kept, which costs time that is not a contender's. */
  readonly keepsLog: boolean;
};

export type CaseAnswer = {
  readonly name: CaseName;
  readonly spent: Spent;
  readonly counts: Counts;
  /** Empty where none is kept. */
  readonly log: string;
};

const { file, endpoint, cases, quick, keepsLog } = argumentOfChild() as PipelineQuestion;
const written: string[] = [];
if (keepsLog) process.stdout.write = (chunk: string | Uint8Array) => written.push(String(chunk)) > 0;

const handler = await loadHandler(file);
for (const batch of warmUpBatches(quick)) await invoke(handler, batch);

const answers: CaseAnswer[] = [];
for (const name of cases) {
  const batches = batchesOf(name, quick);
  const handleAll = async () => {
    for (const batch of batches) await invoke(handler, batch);
  };
  await resetStub(endpoint);
  if (pipelineCases[name].redelivered) {
    await handleAll();
    await resetStub(endpoint, { keepItems: true });
  }
  written.length = 0;
  const spent = await measure(handleAll);
  answers.push({ name, spent, counts: await readCounts(endpoint), log: written.join('') });
}
answerParent(answers);
