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
};

export type CaseAnswer = { readonly name: CaseName; readonly spent: Spent; readonly counts: Counts };

const { file, endpoint, cases, quick } = argumentOfChild() as PipelineQuestion;
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
  const spent = await measure(handleAll);
  answers.push({ name, spent, counts: await readCounts(endpoint) });
}
answerParent(answers);
