import { spawnSync } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { projectRoot } from './run.ts';

/** Where to look for the tools before the PATH: the `bin` of a Python environment. */
export const toolsVariable = 'DEPLOY_TOOLS';

/** When it is too late to begin, in seconds since the epoch: a run that must end by a time of its own says so. */
const latestVariable = 'DEPLOY_NOT_AFTER';

/** What must answer, and whether it does, is asked by a call that does nothing: a shim on the PATH may start nothing. */
const programs: readonly { readonly name: string; readonly args: readonly string[] }[] = [
  { name: 'ministack', args: ['--help'] },
  { name: 'aws', args: ['--version'] },
  { name: 'cfn-lint', args: ['--version'] },
  { name: 'openssl', args: ['version'] },
];

/** The PATH of everything that the lane starts: this Node and the project's programs first, then the tools. */
export const toolPath = [
  dirname(process.execPath),
  join(projectRoot, 'node_modules', '.bin'),
  process.env[toolsVariable],
  process.env['PATH'],
]
  .filter((folder) => folder !== undefined && folder !== '')
  .join(delimiter);

/** Says why the lane cannot run here; undefined when it can. */
export function reasonToSkip(): string | undefined {
  const latest = Number(process.env[latestVariable] ?? Number.POSITIVE_INFINITY);
  if (Date.now() / 1000 > latest)
    return 'this machine was too slow for it within the time of this run: npm run check:deploy';
  const missing = programs
    .filter(({ name, args }) => {
      const { status } = spawnSync(name, args, { env: { ...process.env, PATH: toolPath }, stdio: 'ignore' });
      return status !== 0;
    })
    .map(({ name }) => name);
  if (missing.length === 0) return undefined;
  return [
    `there is no ${missing.join(', no ')} on the PATH`,
    `in a Python environment of your own: pip install -r test/deploy/requirements.txt; then put its bin on the PATH, or into ${toolsVariable}`,
  ].join('\n  ');
}
