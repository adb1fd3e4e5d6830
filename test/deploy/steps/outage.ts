import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { publish } from '../../../scripts/local/messages/publish.ts';
import { canvasAccount, expect, type Lab, stack } from '../lab.ts';
import { countMessages, untilEmpty } from '../queue.ts';
import { projectRoot } from '../run.ts';

/** Long enough for a batch, short enough to wait for five receives; six minutes in production. */
const visibilitySeconds = 2;

/**
 * Takes a table away from the function until an event has failed five times, gives it back and redrives.
 *
 * One event of the batch fails and one does not: without partial answers to SQS both would be deleted.
 */
export async function outage(lab: Lab): Promise<string> {
  const { LiveEventsQueueUrl: queueUrl = '', DeadLetterQueueUrl: deadLetterQueueUrl = '' } =
    await lab.outputs();
  const time = new Date().toISOString();
  const [override, ignored] = await Promise.all([
    readFixture('grade_override.published', time),
    readFixture('wiki_page_updated.published', time),
  ]);
  const visibility = await lab.run(
    'root',
    `aws sqs get-queue-attributes --queue-url ${queueUrl} --attribute-names VisibilityTimeout --query Attributes.VisibilityTimeout --output text`,
  );
  await setVisibility(lab, queueUrl, visibilitySeconds);
  await takeScores(lab);
  try {
    const known = await countMessages(lab.sqs, deadLetterQueueUrl);
    await publish(lab.sqsOf(canvasAccount), queueUrl, [override, ignored]);
    await untilFailed(lab, deadLetterQueueUrl, known);
  } finally {
    await giveScoresBack(lab);
    await setVisibility(lab, queueUrl, Number(visibility));
  }
  expect(!(await hasRowOf(lab, time)), 'The event made its row, although the table was out of reach.');
  const redriven = await lab.run('operator', `npm run dead-letters -- redrive --failed --stack ${stack}`);
  expect(
    redriven.startsWith('1 of 1 '),
    `redrive --failed, for one dead letter that has failed: ${redriven}`,
  );
  await untilEmpty(lab.sqs, queueUrl);
  expect(await hasRowOf(lab, time), 'The event was redriven after the outage and has no row.');
  return 'received five times, a dead letter, redriven, applied; its neighbour was not harmed';
}

async function readFixture(fixture: string, time: string) {
  const text = await readFile(join(projectRoot, 'fixtures/live-events', `${fixture}.json`), 'utf8');
  return { source: fixture, body: text.replace(/("event_time": *)"[^"]+"/, `$1"${time}"`) };
}

async function hasRowOf(lab: Lab, time: string): Promise<boolean> {
  const { scores } = await lab.rows();
  return scores.some((row) => row['event_time'] === time);
}

async function setVisibility(lab: Lab, queueUrl: string, seconds: number): Promise<void> {
  await lab.run(
    'root',
    `aws sqs set-queue-attributes --queue-url ${queueUrl} --attributes VisibilityTimeout=${seconds}`,
  );
}

/** As when a role or a key policy was changed: the runbook's first cause of failed messages. */
async function takeScores(lab: Lab): Promise<void> {
  const statement = {
    Effect: 'Deny',
    Action: 'dynamodb:*',
    Resource: `arn:aws:dynamodb:*:*:table/${stack}-scores`,
  };
  await lab.run(
    'root',
    `${roleName}; aws iam put-role-policy --role-name "$role" --policy-name outage --policy-document "$DENY"`,
    {
      DENY: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
    },
  );
}

async function giveScoresBack(lab: Lab): Promise<void> {
  await lab.run('root', `${roleName}; aws iam delete-role-policy --role-name "$role" --policy-name outage`);
}

const roleName = `role=$(aws lambda get-function-configuration --function-name ${stack} --query Role --output text); role=\${role##*/}`;

/** SQS moves a message to the dead-letter queue when it would be received a sixth time. */
async function untilFailed(lab: Lab, deadLetterQueueUrl: string, known: number): Promise<void> {
  const startedAt = performance.now();
  while ((await countMessages(lab.sqs, deadLetterQueueUrl)) === known) {
    if (performance.now() - startedAt > 60_000) {
      throw new Error(
        'The event that failed did not become a dead letter: it is lost, or was never delivered again.',
      );
    }
    await setTimeout(300);
  }
  const printed = await lab.run('operator', `npm run dead-letters -- list --failed --json --stack ${stack}`);
  const { count } = JSON.parse(printed) as { count: number };
  expect(count === 1, `${count} dead letters have failed, where one event should have.`);
}
