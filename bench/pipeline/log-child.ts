import { answerParent, argumentOfChild } from '../measure/run-child.ts';
import { resetStub } from '../stub/start-stub.ts';
import { batchesOf } from './cases.ts';
import { invoke, loadHandler } from './handler.ts';
import type { PipelineQuestion } from './pipeline-child.ts';

const { file, endpoint, cases, quick } = argumentOfChild() as PipelineQuestion;

let bytes = 0;
process.stdout.write = (chunk: string | Uint8Array) => {
  bytes += Buffer.byteLength(chunk);
  return true;
};

const handler = await loadHandler(file);
const answers: number[] = [];
for (const name of cases) {
  await resetStub(endpoint);
  bytes = 0;
  for (const batch of batchesOf(name, quick)) await invoke(handler, batch);
  answers.push(bytes);
}
answerParent(answers);
