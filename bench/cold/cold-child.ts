import type { SQSEvent } from 'aws-lambda';
import { measure, type Spent } from '../measure/cpu.ts';
import { answerParent, argumentOfChild } from '../measure/run-child.ts';
import { type Handler, invoke, loadHandler } from '../pipeline/handler.ts';

export type ColdAnswer = { readonly init: Spent; readonly firstBatch: Spent };

const { file, event } = argumentOfChild() as { file: string; event: SQSEvent };
// Over HTTPS, as in AWS, the SDK does not load it; it takes a dozen milliseconds that are none of a contender's.
await import('node:http');

let handler: Handler | undefined;
const init = await measure(async () => {
  handler = await loadHandler(file);
});
const firstBatch = await measure(() => handler && invoke(handler, event));
answerParent({ init, firstBatch } satisfies ColdAnswer);
