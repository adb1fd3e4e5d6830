import { readJsonBlock } from '../documents.ts';
import { expect, type Lab, name, settings, stack } from '../lab.ts';

/** Makes the account ready, once for a region: the one thing that needs an administrator. */
export async function bootstrap(lab: Lab): Promise<string> {
  // Outside of the project, where the CDK would synthesize the app first, for nothing.
  await lab.runElsewhere('cdk bootstrap "aws://000000000000/$AWS_REGION"', { CDK_APP: '' });
  return 'by the root of the account';
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

export async function smoke(lab: Lab, rootAccount: string): Promise<string> {
  const printed = await lab.run(
    'operator',
    `npm run smoke -- --stack ${stack} --root-account ${rootAccount}`,
  );
  return printed.trim().split('\n').at(-1) ?? '';
}
