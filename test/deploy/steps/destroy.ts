import { readShellDocument } from '../documents.ts';
import { expect, type Lab, name, settings, stack } from '../lab.ts';
import { countOf, difference, texts } from '../local-run.ts';
import { leftOver } from './left-over.ts';

/** What outlives the stack: decision 11. */
const kept = [
  `/aws/lambda/${stack}`,
  `${stack}-course-scores`,
  `${stack}-forgotten`,
  `${stack}-history`,
  `${stack}-scores`,
  `${stack}-submissions`,
  `canvas-live-events-${name}`,
  `canvas-live-events-${name}-dead-letters`,
].toSorted();

/** Removes the stack by the documented commands: refused at first, then gone but for what holds data. */
export async function destroy(lab: Lab): Promise<string> {
  const rows = await lab.rows();
  const refusal = await lab.refused(
    'root',
    `aws cloudformation delete-stack --stack-name ${stack}`,
    /TerminationProtection is enabled/,
  );
  await runSection(lab, /update-termination-protection/);
  // It needs no more than the name of the stack, so what was synthesized last will do.
  await lab.run('deployer', `npx cdk destroy ${settings}`, { CDK_APP: lab.assembly });
  const left = (await leftOver(lab)).map((each) => each.replace(/^https:.*\//, ''));
  const wrong = difference(kept, left.toSorted());
  expect(wrong === undefined, `After the stack was destroyed: ${wrong}`);
  const lost = difference(texts(rows), texts(await lab.rows()));
  expect(lost === undefined, `Rows after the stack was destroyed: ${lost}`);
  return `first refused (${refusal}); then tables with ${countOf(rows)} rows, queues and logs are left, nothing else`;
}

/** Deletes what stays, as docs/deploy.md says. */
export async function deleteRest(lab: Lab): Promise<string> {
  const count = await runSection(lab, /delete-queue|delete-log-group|delete-table/);
  const left = await leftOver(lab);
  expect(left.length === 0, `After all was deleted: ${left.join(', ')}`);
  return `${count} commands of docs/deploy.md, nothing left`;
}

async function runSection(lab: Lab, pattern: RegExp): Promise<number> {
  const { setUp } = readShellDocument('docs/runbook.md');
  const commands = readShellDocument('docs/deploy.md').commands.filter(({ text }) => pattern.test(text));
  expect(commands.length > 0, `docs/deploy.md has no command like ${pattern}.`);
  await Promise.all(commands.map(({ text }) => lab.run('root', `${setUp}\n${text}`)));
  return commands.length;
}
