import { readFileSync } from 'node:fs';
import type { SQSEvent } from 'aws-lambda';
import { answerParent, argumentOfChild } from '../measure/run-child.ts';
import { invoke, loadHandler } from './handler.ts';

const { file, events } = argumentOfChild() as { file: string; events: readonly string[] };
const handler = await loadHandler(file);
// As the runtime does: an event is text, then an object, and nobody keeps either afterwards.
for (const event of events) await invoke(handler, JSON.parse(readFileSync(event, 'utf8')) as SQSEvent);
answerParent(process.resourceUsage().maxRSS);
