import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type LocalSystem, startSystem } from '../../../scripts/local/local-system.ts';
import { readDeadLetters } from '../../../scripts/local/read-dead-letters.ts';
import { readRows } from '../../../scripts/local/read-rows.ts';
import { type CloudAssembly, readCloudAssembly } from '../../../scripts/local/stack/cloud-assembly.ts';
import { synthesize } from '../../../scripts/local/stack/synthesize.ts';
import { runSmoke, type SmokeOptions, type StepDone } from '../../../scripts/smoke/run-smoke.ts';
import { syntheticEvent } from '../../../scripts/smoke/synthetic-event.ts';
import { deleteSyntheticRow } from '../../../scripts/smoke/synthetic-rows.ts';
import type { System } from '../../../scripts/system/connect.ts';
import { credentials, region } from '../../../scripts/system/endpoints.ts';
import { fixture } from '../../support/fixtures.ts';
import { gradeChange } from '../../support/messages.ts';
import { systemOf, withVariables } from './system-of.ts';

/* The synthesized stack and its bundled function, on embedded engines. */

let assembly: CloudAssembly;
let removeAssembly: () => Promise<void>;
const running: LocalSystem[] = [];

beforeAll(async () => {
  const synthesis = await synthesize();
  removeAssembly = synthesis.remove;
  assembly = readCloudAssembly(synthesis.directory);
});
afterEach(async () => {
  for (const local of running.splice(0)) await local.stop();
});
afterAll(() => removeAssembly());

async function start({ variables = {}, consumes = true } = {}) {
  const local = await startSystem(withVariables(assembly, variables), { redeliverAfterSeconds: 1 });
  running.push(local);
  if (consumes) local.startConsuming();
  return { local, system: systemOf(local) };
}

async function smoke(system: System, options: Partial<SmokeOptions> = {}) {
  const steps: StepDone[] = [];
  const result = await runSmoke(system, {
    waitSeconds: 20,
    pollSeconds: 0.1,
    signal: new AbortController().signal,
    onStep: (step) => steps.push(step),
    ...options,
  });
  return { ...result, steps };
}

/** Rows, and what the history keeps of them. */
const rowsOf = async ({ engines, deployment }: LocalSystem) => {
  const rows = await readRows(engines.clients.dynamodb, deployment.function.environment);
  return [...rows.submissions, ...rows.history];
};

const deadLettersOf = ({ engines, deployment }: LocalSystem) =>
  readDeadLetters(engines.endpoints.sqs, deployment.deadLetterQueue.name);

/** Does as another consumer would: receives the event, deletes it, and gives its body. */
async function takeMessage({ sqs, queueUrl: QueueUrl }: System): Promise<string | undefined> {
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: Messages?.[0]?.ReceiptHandle }));
  return Messages?.[0]?.Body;
}

/** What a function with a fault would write: the row of the event just sent, with another score. */
async function putWrongRow(system: System, { detail }: StepDone) {
  const submissionId = detail.split(' ').at(-1) ?? '';
  const current = { M: { assignment_name: { S: 'canvas-grade-state-smoke-test' }, score: { N: '1' } } };
  const Item = { submission_id: { S: submissionId }, facet: { S: 'grade' }, current };
  await system.dynamodb.send(new PutItemCommand({ TableName: system.physicalNames.submissions, Item }));
}

describe('a system that works', () => {
  test('turns the event into its row, of which nothing is left afterwards', async () => {
    const { local, system } = await start();

    const { outcome, doubt, steps } = await smoke(system);

    expect([outcome, doubt]).toEqual(['applied', undefined]);
    expect(steps.map(({ name }) => name)).toEqual(['clean', 'send', 'wait', 'compare', 'delete', 'look']);
    expect(steps.at(-2)?.detail).toBe('row deleted');
    expect(await rowsOf(local)).toEqual([]);
    expect(await deadLettersOf(local)).toEqual([]);
  });

  test('under an allow-list refuses the event, whose dead letter is deleted and no other', async () => {
    const { local, system } = await start({ variables: { ROOT_ACCOUNT_UUIDS: 'ours' } });
    const others = Array.from({ length: 23 }, (_, i) => `other ${i}`);
    for (const MessageBody of others) {
      await system.sqs.send(new SendMessageCommand({ QueueUrl: system.deadLetterQueueUrl, MessageBody }));
    }

    const { outcome } = await smoke(system);

    expect(outcome).toBe('refused');
    expect((await deadLettersOf(local)).map(({ body }) => body).toSorted()).toEqual(others.toSorted());
    const { Attributes } = await system.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: system.deadLetterQueueUrl, AttributeNames: ['All'] }),
    );
    expect(Attributes?.ApproximateNumberOfMessagesNotVisible).toBe('0');
  });

  test('under an allow-list applies an event of one of its root accounts', async () => {
    const { local, system } = await start({ variables: { ROOT_ACCOUNT_UUIDS: 'theirs,ours' } });

    expect(await smoke(system, { rootAccount: 'ours' })).toMatchObject({
      outcome: 'applied',
      doubt: undefined,
    });
    expect(await rowsOf(local)).toEqual([]);
  });
});

describe('an allow-list that has refused real events', () => {
  const startWithRefused = async () => {
    const { local, system } = await start({ variables: { ROOT_ACCOUNT_UUIDS: 'mistyped' } });
    const ours = '44fJ44GgJ29gJBsl43JLKgljsBIOTsbnKT48932g';
    const bodies = [
      gradeChange(),
      gradeChange({}, { root_account_uuid: ours }),
      gradeChange({}, { root_account_uuid: ours }),
      gradeChange({}, { root_account_uuid: 'a\u202eb' }),
      JSON.parse(fixture('grade_change.caliper-published').text),
    ];
    for (const body of bodies) {
      await system.sqs.send(
        new SendMessageCommand({ QueueUrl: system.queueUrl, MessageBody: JSON.stringify(body) }),
      );
    }
    while ((await deadLettersOf(local)).length < bodies.length)
      await new Promise((resolve) => setTimeout(resolve, 20));
    return { local, system, ours };
  };

  test('is a failure that names their root accounts, and what to do with either', async () => {
    const { local, system, ours } = await startWithRefused();

    const failure = smoke(system);

    await expect(failure).rejects.toThrow(`5 dead letters are foreign_root_account`);
    await expect(failure).rejects.toThrow(new RegExp(`accounts ${ours} \\(2\\), `));
    await expect(failure).rejects.toThrow(/, a\\u202eb \(1\), none \(1\)\.\n/);
    await expect(failure).rejects.toThrow('https://<your Canvas>/api/v1/accounts/self');
    await expect(failure).rejects.toThrow(
      'redrive --code foreign_root_account --stack canvas-grade-state-prod',
    );
    expect(await deadLettersOf(local)).toHaveLength(5);
  });

  test('is a doubt where it accepts the root account of the operator', async () => {
    const { system } = await startWithRefused();

    const { outcome, doubt } = await smoke(system, { rootAccount: 'mistyped' });

    expect(outcome).toBe('applied');
    expect(doubt).toContain('5 dead letters are foreign_root_account');
  });

  test('is not told by what an earlier smoke test left', async () => {
    const { system } = await start({ variables: { ROOT_ACCOUNT_UUIDS: 'ours' } });
    const { name, body } = syntheticEvent(new Date());
    await system.sqs.send(
      new SendMessageCommand({
        QueueUrl: system.deadLetterQueueUrl,
        MessageBody: body,
        MessageAttributes: {
          event_name: { DataType: 'String', StringValue: name },
          rejection_code: { DataType: 'String', StringValue: 'foreign_root_account' },
        },
      }),
    );

    expect(await smoke(system)).toMatchObject({ outcome: 'refused', doubt: undefined });
  });
});

describe('a system that does not work', () => {
  test('without a consumer says that nothing reads the queue, and how to enable the mapping', async () => {
    const { system } = await start({ consumes: false });

    const failure = smoke(system, { waitSeconds: 1 });

    await expect(failure).rejects.toThrow(
      /No row and no dead letter after 1 s; in the queue 1 wait and 0 are/,
    );
    await expect(failure).rejects.toThrow('--function-name canvas-grade-state-prod');
    await expect(failure).rejects.toThrow('aws lambda update-event-source-mapping --enabled --uuid');
  });

  test('that recovers makes a row too late, which a later run deletes', async () => {
    const { local, system } = await start({ consumes: false });
    await expect(smoke(system, { waitSeconds: 1 })).rejects.toThrow('Nothing reads the queue');
    local.startConsuming();
    while ((await rowsOf(local)).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));

    const young = await smoke(system);
    const old = await smoke(system, { leftoverMinutes: 0 });

    expect(young.steps[0]?.detail).toBe('nothing left of earlier runs');
    expect(old.steps[0]?.detail).toBe('1 of earlier runs deleted');
    expect(await rowsOf(local)).toEqual([]);
  });

  test('whose consumer fails says so, and where its log is', async () => {
    const { system } = await start({ variables: { SUBMISSIONS_TABLE: 'there-is-no-such-table' } });

    const failure = smoke(system, { waitSeconds: 3 });

    await expect(failure).rejects.toThrow('The consumer has taken messages and not finished them');
    await expect(failure).rejects.toThrow('aws logs tail /aws/lambda/canvas-grade-state-prod');
  });

  test('whose queue someone else reads too says so', async () => {
    const { system } = await start({ consumes: false });
    const onStep = ({ name }: StepDone) => void (name === 'send' && takeMessage(system));

    await expect(smoke(system, { waitSeconds: 2, onStep })).rejects.toThrow(
      'or another consumer reads the queue',
    );
  });

  test('that failed five times to apply the event says so, and keeps no dead letter', async () => {
    const { local, system } = await start({ consumes: false });
    const moveToDeadLetters = async () => {
      const QueueUrl = system.deadLetterQueueUrl;
      await system.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: await takeMessage(system) }));
    };
    const onStep = ({ name }: StepDone) => void (name === 'send' && moveToDeadLetters());

    await expect(smoke(system, { onStep })).rejects.toThrow('because it failed five times');
    expect(await deadLettersOf(local)).toEqual([]);
  });

  test('whose table does not exist says which answer was missing', async () => {
    const { system } = await start({ consumes: false });
    const physicalNames = { ...system.physicalNames, submissions: 'there-is-no-such-table' };

    await expect(smoke({ ...system, physicalNames })).rejects.toThrow(
      /^dynamodb:Query: what the outputs of canvas-grade-state-prod name does not exist/,
    );
  });

  test('whose queue does not exist says so', async () => {
    const { system } = await start({ consumes: false });

    await expect(smoke({ ...system, queueUrl: `${system.queueUrl}-gone` })).rejects.toThrow(
      /^sqs:SendMessage: what the outputs of canvas-grade-state-prod name does not exist/,
    );
  });

  test('that writes a wrong value says which, and keeps no row', async () => {
    const { local, system } = await start({ consumes: false });
    let put = Promise.resolve();
    const onStep = (step: StepDone) => {
      if (step.name === 'send') put = putWrongRow(system, step);
    };

    await expect(smoke(system, { onStep })).rejects.toThrow('current.score: expected 87.25, found 1');
    await put;
    expect(await rowsOf(local)).toEqual([]);
  });

  test('that refuses the root account of the operator says that it is not allowed', async () => {
    const { local, system } = await start({ variables: { ROOT_ACCOUNT_UUIDS: 'ours' } });

    await expect(smoke(system, { rootAccount: 'theirs' })).rejects.toThrow(
      "--root-account is not one of the stack's rootAccounts.",
    );
    expect(await deadLettersOf(local)).toEqual([]);
  });
});

describe('an operator', () => {
  test('without a permission is told the action', async () => {
    const { local, system } = await start({ consumes: false });
    const sqs = new SQSClient({ endpoint: local.engines.endpoints.sqs, region, credentials });
    const denied = Object.assign(new Error('User: jo is not authorized'), { name: 'AccessDenied' });
    sqs.middlewareStack.add(() => () => Promise.reject(denied), { step: 'initialize' });

    await expect(smoke({ ...system, sqs })).rejects.toThrow(
      'No permission for sqs:SendMessage: User: jo is not authorized',
    );
  });

  test('without a network is told so', async () => {
    const { system } = await start({ consumes: false });
    const dynamodb = new DynamoDBClient({
      endpoint: 'http://127.0.0.1:9',
      region,
      credentials,
      maxAttempts: 1,
    });

    await expect(smoke({ ...system, dynamodb })).rejects.toThrow(
      /^dynamodb:Query: no answer \(ECONNREFUSED\)/,
    );
  });

  test('who interrupts leaves no row', async () => {
    const { local, system } = await start();
    const interruption = new AbortController();
    const onStep = ({ name }: StepDone) => void (name === 'wait' && interruption.abort());

    await expect(smoke(system, { onStep, signal: interruption.signal })).rejects.toThrow(/abort/i);
    expect(await rowsOf(local)).toEqual([]);
  });

  test('never loses a row that is not of a smoke test', async () => {
    const { local, system } = await start({ consumes: false });
    const { physicalNames } = system;
    const state = { M: { assignment_name: { S: 'Essay' } } };
    const row = { submission_id: { S: '21070000000011086' }, facet: { S: 'grade' } };
    const entry = { entity: { S: 'submissions#21070000000011086' }, entry: { S: 'grade#' } };
    for (const [TableName, Item] of [
      [physicalNames.submissions, { ...row, current: state }],
      [physicalNames.history, { ...row, ...entry, state }],
    ] as const) {
      await system.dynamodb.send(new PutItemCommand({ TableName, Item }));
    }

    expect(await deleteSyntheticRow(system, '21070000000011086')).toBe(false);
    expect(await rowsOf(local)).toHaveLength(2);
  });
});
