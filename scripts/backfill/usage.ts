import { sources, target, writing } from '../snapshot/usage.ts';

export const usage = `Usage: npm run backfill -- SOURCE [options]

Fills the tables with the grades that Canvas holds: makes rows that are missing and heals those that are
behind. Never beats a newer event, and never deletes. Safe while events are consumed, beside another run, and
again at any time: a second run writes nothing.

${sources}

  --dry-run          only compare and report
${writing}
  --format FORMAT    text or json (default text)
${target}

Needs cloudformation:DescribeStacks; dynamodb:BatchGetItem, dynamodb:GetItem, dynamodb:Scan (unless
--new-rows), dynamodb:PartiQLInsert and dynamodb:PartiQLUpdate on the three tables; dynamodb:PartiQLInsert
on the history; dynamodb:Scan on the table of forgotten students. --dry-run writes nothing and needs no more than dynamodb:BatchGetItem and that scan.

Exit status: 0 when all was compared and written; 1 if not, when records could not be read, or when a dry run
found differences; 2 for a wrong option; 130 when interrupted.
`;
