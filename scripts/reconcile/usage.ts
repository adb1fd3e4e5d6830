import { sources, target, writing } from '../snapshot/usage.ts';

export const usage = `Usage: npm run reconcile -- SOURCE [options]

Compares rows with the grades that Canvas holds and reports where they differ: rows that are behind because an
event was lost, and rows that are missing. With --fix it puts them right. Never beats a newer event, and never
deletes. Safe while events are consumed, beside another run, and again at any time.

${sources}

  --fix              also write
${writing}
  --format FORMAT    text or json (default text)
${target}

Needs cloudformation:DescribeStacks, dynamodb:BatchGetItem on the three tables and dynamodb:Scan on that of
forgotten students; for --fix also dynamodb:GetItem, dynamodb:Scan (unless --new-rows),
dynamodb:PartiQLInsert and dynamodb:PartiQLUpdate, and dynamodb:PartiQLInsert on the history.

Exit status: 0 when no row differs any more; 1 when rows differ and --fix was not given, when records could
not be read, or on failure; 2 for a wrong option; 130 when interrupted.
`;
