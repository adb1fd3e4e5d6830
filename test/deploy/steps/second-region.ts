import { expect, type Lab, name, rootAccounts, stack } from '../lab.ts';

const other = { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-1' };

/**
 * Deploys the same name once more in another region of the account, as a stack that is thrown away, tests and
 * destroys it: nothing of it may be left, and nothing of the first may be missing.
 */
export async function secondRegion(lab: Lab): Promise<string> {
  const before = await inventory(lab);
  await lab.runElsewhere('cdk bootstrap "aws://000000000000/$AWS_REGION"', { ...other, CDK_APP: '' });
  const command = `-c name=${name} -c rootAccounts=${rootAccounts.join(',')} -c removalPolicy=destroy`;
  await lab.run('deployer', `npx cdk deploy ${command}`, other);
  const both = await inventory(lab);
  await lab.run('root', `npm run smoke -- --stack ${stack} --root-account ${rootAccounts[0]}`, other);
  await lab.run('deployer', 'npx cdk destroy', { ...other, CDK_APP: lab.assembly });
  const after = await inventory(lab);
  expect(
    new Set(both).size === 2 * before.length,
    `Policies and dashboards of the account, with two regions: ${both.join(', ')}.`,
  );
  expect(
    JSON.stringify(after) === JSON.stringify(before),
    `The account before and after the second region came and went:\n${JSON.stringify(before)}\n${JSON.stringify(after)}`,
  );
  const left = await lab.run('root', `${leftOver} | sort`, other);
  expect(left.trim() === '', `Of a stack to be thrown away is left:\n${left}`);
  return `${name} in ${other.AWS_REGION} as well, tested and destroyed: nothing left of it, the first untouched`;
}

/** What AWS keeps one list of for an account; MiniStack has a list of dashboards for each region. */
async function inventory(lab: Lab) {
  const policies = "aws iam list-policies --scope Local --query 'Policies[].PolicyName' --output text";
  const dashboards =
    "aws cloudwatch list-dashboards --query 'DashboardEntries[].DashboardName' --output text";
  const printed = [
    await lab.run('root', policies),
    await lab.run('root', dashboards),
    await lab.run('root', dashboards, other),
  ];
  return printed
    .flatMap((names) => names.split(/\s+/))
    .filter((each) => each.includes(stack))
    .toSorted();
}

/** The names of all tables, queues, log groups, functions and alarms there are. */
export const leftOver = [
  "aws dynamodb list-tables --query 'TableNames[]' --output text",
  "aws sqs list-queues --query 'QueueUrls[]' --output text",
  "aws logs describe-log-groups --query 'logGroups[].logGroupName' --output text",
  "aws lambda list-functions --query 'Functions[].FunctionName' --output text",
  "aws lambda list-event-source-mappings --query 'EventSourceMappings[].UUID' --output text",
  "aws cloudwatch describe-alarms --query 'MetricAlarms[].AlarmName' --output text",
  "aws sns list-topics --query 'Topics[].TopicArn' --output text",
]
  .map((command) => `(${command} | tr '\\t' '\\n' | sed '/^None$/d; /^$/d')`)
  .join('; ')
  .replace(/^/, '{ ')
  .replace(/$/, '; }');
