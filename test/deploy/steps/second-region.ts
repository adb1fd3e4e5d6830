import { expect, type Lab, name, otherRegion, rootAccounts, stack } from '../lab.ts';
import { leftOver } from './left-over.ts';

/**
 * Deploys the same name once more in another, bootstrapped region of the account, as a stack that is thrown away,
 * tests and destroys it: nothing of it may be left, and nothing of the first may be missing.
 */
export async function secondRegion(lab: Lab): Promise<string> {
  const before = await inventory(lab);
  const command = `-c name=${name} -c rootAccounts=${rootAccounts.join(',')} -c removalPolicy=destroy`;
  await lab.run('deployer', `npx cdk deploy ${command}`, otherRegion);
  const both = await inventory(lab);
  await lab.run('root', `npm run smoke -- --stack ${stack} --root-account ${rootAccounts[0]}`, otherRegion);
  await lab.run('deployer', 'npx cdk destroy', { ...otherRegion, CDK_APP: lab.assembly });
  const after = await inventory(lab);
  expect(
    new Set(both).size === 2 * before.length,
    `Policies and dashboards of the account, with two regions: ${both.join(', ')}.`,
  );
  expect(
    JSON.stringify(after) === JSON.stringify(before),
    `The account before and after the second region came and went:\n${JSON.stringify(before)}\n${JSON.stringify(after)}`,
  );
  const left = await leftOver(lab, otherRegion);
  expect(left.length === 0, `Of a stack to be thrown away is left: ${left.join(', ')}`);
  return `${name} in ${otherRegion.AWS_REGION} as well, tested and destroyed: nothing left of it, the first untouched`;
}

/** What AWS keeps one list of for an account; MiniStack has a list of dashboards for each region. */
async function inventory(lab: Lab) {
  const policies = "aws iam list-policies --scope Local --query 'Policies[].PolicyName' --output text";
  const dashboards =
    "aws cloudwatch list-dashboards --query 'DashboardEntries[].DashboardName' --output text";
  const printed = await Promise.all([
    lab.run('root', policies),
    lab.run('root', dashboards),
    lab.run('root', dashboards, otherRegion),
  ]);
  return printed
    .flatMap((names) => names.split(/\s+/))
    .filter((each) => each.includes(stack))
    .toSorted();
}
