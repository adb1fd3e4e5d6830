import { readJsonBlock } from '../documents.ts';
import { expect, type Lab, name, otherRegion, settings, stack } from '../lab.ts';

/** Makes the account ready, once for a region: the one thing that needs an administrator. */
export async function bootstrap(lab: Lab): Promise<string> {
  // Outside of the project, where the CDK would synthesize the app first, for nothing.
  const command = 'cdk bootstrap "aws://000000000000/$AWS_REGION"';
  await Promise.all([{}, otherRegion].map((region) => lab.runElsewhere(command, { ...region, CDK_APP: '' })));
  return 'two regions, by the root of the account';
}

/** Deploys as someone who may do no more than docs/deploy.md asks for. */
export async function deploy(lab: Lab): Promise<string> {
  const document = readJsonBlock('docs/deploy.md', 'What the deployer may do');
  await lab.admit('deployer', { document });
  await lab.run('deployer', `npx cdk deploy ${settings}`);
  const resources = await lab.run(
    'root',
    `aws cloudformation list-stack-resources --stack-name ${stack} --query 'length(StackResourceSummaries)'`,
  );
  const outputs = await lab.outputs();
  for (const person of ['reader', 'operator', 'reconciler'] as const) {
    const arn = outputs[`${person[0]?.toUpperCase()}${person.slice(1)}PolicyArn`] ?? '';
    expect(arn !== '', `The stack has no output for the policy of the ${person}.`);
    await lab.admit(person, { arn });
  }
  return `${resources.trim()} resources and ${Object.keys(outputs).length} outputs, with the documented permissions`;
}

export async function diff(lab: Lab): Promise<string> {
  const { status, stdout, stderr } = await lab.attempt('deployer', `npx cdk diff --fail ${settings}`);
  expect(status === 0, `cdk diff, right after the deployment:\n${stdout}${stderr}`);
  return `no differences of ${name}`;
}

/** Finds a setting that somebody has changed by hand, and nothing else. The CDK takes on no role for it. */
export async function drift(lab: Lab): Promise<string> {
  const { DeadLetterQueueUrl: queueUrl = '' } = await lab.outputs();
  const look = () => lab.attempt('root', `npx cdk drift --fail ${settings}`, { CDK_APP: lab.assembly });
  const keepDays = (days: number) =>
    lab.run(
      'root',
      `aws sqs set-queue-attributes --queue-url ${queueUrl} --attributes MessageRetentionPeriod=${days * 86_400}`,
    );
  const before = await look();
  await keepDays(1);
  const after = await look();
  await keepDays(14);
  expect(before.status === 0, `cdk drift, right after the deployment:\n${before.stdout}${before.stderr}`);
  expect(
    after.status === 1 && `${after.stdout}${after.stderr}`.includes('MessageRetentionPeriod'),
    `cdk drift, after a change by hand:\n${after.stdout}${after.stderr}`,
  );
  return 'none, and then the setting that was changed by hand';
}

export async function smoke(lab: Lab, rootAccount: string): Promise<string> {
  const printed = await lab.run(
    'operator',
    `npm run smoke -- --stack ${stack} --root-account ${rootAccount}`,
  );
  return printed.trim().split('\n').at(-1) ?? '';
}
