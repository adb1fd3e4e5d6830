import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Lab, stack } from '../lab.ts';
import { countOf } from '../local-run.ts';

/** Asks as the reader, who may do no more than read rows by their keys. */
export async function grades(lab: Lab): Promise<string> {
  const { submissions } = await lab.rows();
  const expected = submissions.filter((row) => row['submission_id'] === '21070000000011086').length;
  const answers = await Promise.all(
    ['submission 21070000000011086', 'course 565 --shard 2107', 'user 48 --shard 2107'].map(
      async (question) => {
        const printed = await lab.run(
          'reader',
          `npm run grades -- ${question} --format json --stack ${stack}`,
        );
        const { length } = JSON.parse(printed) as unknown[];
        expect(length > 0, `grades ${question} found nothing.`);
        return length;
      },
    ),
  );
  expect(answers[0] === expected, `grades found ${answers[0]} rows of a submission that has ${expected}.`);
  return `three questions, ${answers.join(', ')} rows`;
}

/** Exports every row and its history as the one who reconciles, who may read whole tables. */
export async function exportRows(lab: Lab): Promise<string> {
  const folder = join(lab.directory, 'export');
  await lab.run('reconciler', `npm run export -- --to ${folder} --format ndjson --stack ${stack}`);
  const { state, files } = JSON.parse(await readFile(join(folder, 'export.json'), 'utf8')) as {
    state: string;
    files: { rows: number }[];
  };
  const exported = files.reduce((sum, file) => sum + file.rows, 0);
  const expected = countOf(await lab.rows());
  expect(
    state === 'finished' && exported === expected,
    `${exported} of ${expected} rows and states exported: ${state}.`,
  );
  return `${exported} rows and states of the history in ${files.length} files`;
}

/** What each may not do, IAM refuses. */
export async function refusals(lab: Lab): Promise<string> {
  const noPermission = /not authorized to perform: [\w:]+/;
  const refused = await Promise.all([
    lab.refused('reader', `npm run export -- --to ${lab.directory}/refused --stack ${stack}`, noPermission),
    lab.refused(
      'reader',
      `npm run dead-letters -- list --stack ${stack}`,
      /not authorized|No permission|denied/i,
    ),
    lab.refused(
      'reconciler',
      `npm run forget -- --user 21070000000000048 --yes --stack ${stack}`,
      noPermission,
    ),
    lab.refused(
      'operator',
      `npm run grades -- changes --since 2019-01-01 --facet override --stack ${stack}`,
      noPermission,
    ),
  ]);
  return `${refused.length} of ${refused.length}: export and dead letters to the reader, forget to the reconciler, a scan to the operator`;
}
