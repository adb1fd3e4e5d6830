import { isDeepStrictEqual } from 'node:util';
import { fixtures } from '../../../scripts/local/fixtures.ts';
import { publish } from '../../../scripts/local/messages/publish.ts';
import { openEvents } from '../../../scripts/local/messages/read-events.ts';
import { canvasAccount, expect, type Lab } from '../lab.ts';
import { countOf, difference, type LocalRun, texts } from '../local-run.ts';
import { readDeadLetters, sorted, untilEmpty } from '../queue.ts';

/** Sends every fixture as Canvas's account does, and compares what becomes of them with the local run. */
export async function sendFixtures(lab: Lab, local: LocalRun): Promise<string> {
  const { LiveEventsQueueUrl: queueUrl = '', DeadLetterQueueUrl: deadLetterQueueUrl = '' } =
    await lab.outputs();
  const events = await openEvents(fixtures);
  await publish(lab.sqsOf(canvasAccount), queueUrl, events.read());
  await untilEmpty(lab.sqs, queueUrl);

  const rows = await lab.rows();
  const wrong = difference(texts(local.rows), texts(rows));
  expect(wrong === undefined, `The rows are not those of the local run: ${wrong}`);
  const letters = await readDeadLetters(lab.sqs, deadLetterQueueUrl, local.deadLetters.length);
  const expected = sorted(local.deadLetters);
  expect(
    isDeepStrictEqual(letters, expected),
    `The dead letters are not those of the local run: ${difference(
      expected.map((letter) => JSON.stringify(letter)),
      letters.map((letter) => JSON.stringify(letter)),
    )}`,
  );
  return `${events.count} sent; ${countOf(rows)} rows and ${letters.length} dead letters, each as in the local run`;
}

/** Anyone but Canvas is refused by the queue's policy, and so is Canvas without TLS. */
export async function refuseOthers(lab: Lab): Promise<string> {
  const { LiveEventsQueueUrl: queueUrl = '' } = await lab.outputs();
  const stranger = '111122223333';
  const events = [{ source: 'a stranger', body: '{}' }];
  const refusal = await publish(lab.sqsOf(stranger), queueUrl, events).then(
    () => undefined,
    (error: Error) => error.name,
  );
  expect(
    /AccessDenied/.test(refusal ?? ''),
    `Account ${stranger} was not refused: ${refusal ?? 'accepted'}.`,
  );
  return `${refusal} for account ${stranger}, ${canvasAccount} accepted`;
}
