import { parseConfig } from '../../lib/config.ts';

const { batchSize, batchingWindowSeconds, maxConcurrency } = parseConfig({});

/** What the stack sets by default; the memory stands in lib/event-consumer.ts. */
export const deployed = { megabytes: 512, batchSize, batchingWindowSeconds, maxConcurrency };

export type Settings = typeof deployed;
