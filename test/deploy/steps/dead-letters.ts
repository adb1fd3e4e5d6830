import { allTableNames } from '../../../lambdas/consume-live-events/domain/tables.ts';
import { keyOf, type Rows } from '../../../scripts/local/read-rows.ts';
import { expect, type Lab, stack } from '../lab.ts';
import { untilEmpty } from '../queue.ts';

/** Lists dead letters, redrives some, which are rejected once more, and purges others: as the operator. */
export async function workOnDeadLetters(lab: Lab): Promise<string> {
  const { LiveEventsQueueUrl: queueUrl = '' } = await lab.outputs();
  const before = await list(lab);
  const future = before.of('event_from_future');
  const noJson = before.of('invalid_json');
  expect(future > 0 && noJson > 0, 'The fixtures have no dead letters to work on.');

  await lab.run('operator', `npm run dead-letters -- redrive --code event_from_future --stack ${stack}`);
  await untilEmpty(lab.sqs, queueUrl);
  const redriven = await list(lab);
  expect(
    redriven.count === before.count && redriven.of('event_from_future') === future,
    `${before.count} dead letters before a redrive of ${future} that are rejected once more, ${redriven.count} after it.`,
  );

  const file = `${lab.directory}/purged.ndjson`;
  await lab.run(
    'operator',
    `npm run dead-letters -- purge --code invalid_json --yes --file ${file} --stack ${stack}`,
  );
  const after = await list(lab);
  expect(
    after.count === before.count - noJson && after.of('invalid_json') === 0,
    `${before.count} dead letters before a purge of ${noJson}, ${after.count} after it.`,
  );
  return `${before.count} listed, ${future} redriven and rejected once more, ${noJson} purged`;
}

async function list(lab: Lab) {
  const printed = await lab.run('operator', `npm run dead-letters -- list --json --stack ${stack}`);
  const { count, groups } = JSON.parse(printed) as {
    count: number;
    groups: { code: string | null; count: number }[];
  };
  const of = (code: string) =>
    groups.filter((group) => group.code === code).reduce((sum, group) => sum + group.count, 0);
  return { count, of };
}

/** Removes the student with the most rows, and looks whether others kept all of theirs. */
export async function forget(lab: Lab): Promise<string> {
  const before = await lab.rows();
  const students = Object.values(before).flatMap((rows) => rows.map((row) => String(row['user_id'])));
  const byRows = [...Map.groupBy(students, (student) => student)].toSorted(
    ([, a], [, b]) => b.length - a.length,
  );
  // Global ids only: a local one would need its shard.
  const student = byRows.find(([id]) => /^\d{14,}$/.test(id))?.[0] ?? '';
  await lab.run('operator', `npm run forget -- --user ${student} --yes --stack ${stack}`);
  const [own, others] = keysOf(before, student);
  const found = new Set(keysOf(await lab.rows(), student).flat());
  expect(!own.some((key) => found.has(key)), `Rows of student ${student} are left.`);
  // Others may have got more of them meanwhile, and none may have lost one.
  const lost = others.filter((key) => !found.has(key));
  expect(lost.length === 0, `${lost.length} rows of others are gone.`);
  return `${own.length} rows of a student removed, ${others.length} of others kept`;
}

/** Keys of the rows of a student, with comments on their submissions, which may name nobody; and of all others. */
function keysOf(rows: Rows, student: string): readonly [readonly string[], readonly string[]] {
  const submissions = new Set(
    rows.submissions.filter((row) => row['user_id'] === student).map((row) => String(row['submission_id'])),
  );
  const keys: [string[], string[]] = [[], []];
  for (const table of allTableNames) {
    for (const row of rows[table]) {
      const submission = table === 'history' ? String(row['entity']).split('#')[1] : row['submission_id'];
      const isOwn = row['user_id'] === student || submissions.has(String(submission));
      keys[isOwn ? 0 : 1].push(`${table} ${keyOf(table, row).join(' ')}`);
    }
  }
  return keys;
}
