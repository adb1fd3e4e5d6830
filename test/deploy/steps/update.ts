import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { publish } from '../../../scripts/local/messages/publish.ts';
import { canvasAccount, expect, type Lab, settings } from '../lab.ts';
import { countOf, difference, texts } from '../local-run.ts';
import { untilEmpty } from '../queue.ts';
import { projectRoot } from '../run.ts';

/** Deploys another setting over the stack: rows stay, and what comes from then on follows it. */
export async function update(lab: Lab): Promise<string> {
  const before = await lab.rows();
  await lab.run('deployer', `npx cdk deploy ${settings} -c retentionDays=30`);
  const after = await lab.rows();
  const wrong = difference(texts(before), texts(after));
  expect(wrong === undefined, `The rows are not those from before the update: ${wrong}`);

  const { LiveEventsQueueUrl: queueUrl = '' } = await lab.outputs();
  const path = join(projectRoot, 'fixtures/live-events/grade_change.published.json');
  const time = new Date().toISOString();
  const body = (await readFile(path, 'utf8')).replace(/("event_time": *)"[^"]+"/, `$1"${time}"`);
  await publish(lab.sqsOf(canvasAccount), queueUrl, [{ source: path, body }]);
  await untilEmpty(lab.sqs, queueUrl);
  const { submissions } = await lab.rows();
  const row = submissions.find((each) => each['event_time'] === time);
  expect(row !== undefined, 'An event after the update made no row.');
  expect(
    row?.['expires_at'] !== undefined,
    'A row written after the update does not expire: retentionDays has no effect.',
  );
  return `retentionDays set: ${countOf(after)} rows as before, and a new one that expires`;
}
