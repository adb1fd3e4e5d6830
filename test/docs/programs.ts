import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Document, Snippet } from './snippets.ts';

/*
 * How snippets are run: by the real AWS command line and the real boto3 where they are installed, else by
 * stand-ins that send the same request through the SDK of JavaScript. STAND_INS=1 prefers the stand-ins.
 */
const preferStandIns = process.env['STAND_INS'] === '1';
const standIns = fileURLToPath(new URL('stand-in', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

/** A program that runs snippets; `name` says which one it really is. */
export type Program = {
  readonly name: string;
  readonly run: (
    document: Document,
    snippet: Pick<Snippet, 'text'>,
    environment: Environment,
  ) => Promise<string>;
};

export type Environment = { readonly [variable: string]: string };

/** A shim may be on the path and start nothing: only what tells its version is there. */
function versionOf(command: string, ...args: readonly string[]): string | undefined {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? `${stdout}${stderr}`.trim().split(/\s/)[0] : undefined;
}

const awsVersion = preferStandIns ? undefined : versionOf('aws', '--version');
const boto3Version = preferStandIns
  ? undefined
  : versionOf('python3', '-c', 'import boto3; print(boto3.__version__)');

/** Endpoints by environment are understood only by versions of 2023 and later, and Debian's are older. */
const aws =
  awsVersion === undefined
    ? `aws() { "$NODE" --disable-warning=ExperimentalWarning '${standIns}/aws.ts' "$@"; }`
    : 'aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL_DYNAMODB" "$@"; }';

const boto3 =
  boto3Version === undefined
    ? `import sys; sys.path.insert(0, ${JSON.stringify(standIns)})`
    : 'import boto3, functools, os; boto3.resource = functools.partial(boto3.resource, endpoint_url=os.environ["AWS_ENDPOINT_URL_DYNAMODB"])';

export const shell: Program = {
  name: awsVersion ?? 'no aws here: through the SDK',
  run: ({ setUp }, { text }, environment) =>
    outputOf('bash', ['-euo', 'pipefail', '-c', `${aws}\n${setUp.sh}\n${text}`], '', environment),
};

/** Undefined where there is no Python at all. */
export const python: Program | undefined =
  versionOf('python3', '--version') === undefined
    ? undefined
    : {
        name: boto3Version === undefined ? 'no boto3 here: through the SDK' : `boto3 ${boto3Version}`,
        run: ({ setUp }, { text }, environment) =>
          outputOf('python3', ['-'], `${boto3}\n${setUp.python}\n${text}`, environment),
      };

/** Runs a command of the text in the project's folder. npm is not to print the command, ids and all, itself. */
export function runCommand(command: string, environment: Environment): Promise<string> {
  const quiet = { ...environment, npm_config_loglevel: 'silent' };
  return outputOf('bash', ['-euo', 'pipefail', '-c', command], '', quiet);
}

function outputOf(
  command: string,
  args: readonly string[],
  input: string,
  environment: Environment,
): Promise<string> {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...environment, NODE: process.execPath, AWS_PAGER: '' },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(stdout);
      else reject(new Error(`exit status ${code}\n${stderr}`));
    });
  });
}
