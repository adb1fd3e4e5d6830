import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { allTableNames } from '../../lambdas/consume-live-events/domain/tables.ts';
import { tableVariables } from '../../lambdas/consume-live-events/env.ts';
import { type Rows, readRows } from '../../scripts/local/read-rows.ts';
import { type MiniStack, rootCredentials } from './ministack.ts';
import { attempt, type Environment, type Result, refused, run } from './run.ts';
import { toolPath } from './tools.ts';

/** The environment that is deployed; the documents speak of it. */
export const name = 'prod';
export const stack = `canvas-grade-state-${name}`;
export const region = 'us-east-1';
export const otherRegion = { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-1' };

/** The account that Canvas sends from. MiniStack takes an account's number for the access key of its root. */
export const canvasAccount = '636161780776';

/** Root accounts of the published examples: with these allowed, the fixture of a foreign one is rejected. */
export const rootAccounts = [
  'VicYj3cu5BIFpoZhDVU4DZumnlBrWi1grgJEzADs',
  '44fJ44GgJ29gJBsl43JLKgljsBIOTsbnKT48932g',
  'V3kdo4kgu3F4Kf4fK109DSFkdso432950GKSOJNj',
];
export const settings = `-c name=${name} -c rootAccounts=${rootAccounts.join(',')}`;

/** Who works with the system; each has the rights of a policy and no other. */
export type Person = 'deployer' | 'reader' | 'operator' | 'reconciler';

/** A deployed system, and everything that works with it. */
export type Lab = ReturnType<typeof openLab>;

/**
 * Opens the MiniStack of the lane to commands and clients.
 *
 * @param directory a folder for whatever commands write; the caller removes it
 */
export function openLab(miniStack: MiniStack, directory: string) {
  const { endpoint, certificate } = miniStack;
  const root: Environment = {
    PATH: toolPath,
    HOME: directory,
    TMPDIR: directory,
    ...rootCredentials,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL: endpoint,
    AWS_CA_BUNDLE: certificate,
    AWS_PAGER: '',
    BASH_ENV: join(directory, 'aws.sh'),
    NODE_EXTRA_CA_CERTS: certificate,
    npm_config_loglevel: 'silent',
    npm_config_update_notifier: 'false',
    // Options of the CDK command line, so that its commands can be those of the documents, word for word.
    CDK_APP: 'node bin/canvas-grade-state.ts && node test/deploy/adapt-templates.ts',
    CDK_OUTPUT: join(directory, 'cdk.out'),
    CDK_REQUIRE_APPROVAL: 'never',
    CDK_FORCE: 'true',
    CDK_NOTICES: 'false',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    // AWS's own schemas take half of the time of a synth, and cfn-lint has them too.
    CDK_VALIDATION: 'false',
    NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? join(tmpdir(), 'node-compile-cache'),
  };
  writeFileSync(root['BASH_ENV'] ?? '', aws);
  const people = new Map<Person, Environment>();
  const environmentOf = (who: Person | 'root', more: Environment = {}): Environment => {
    const person = who === 'root' ? root : people.get(who);
    if (person === undefined) throw new Error(`There is no ${who} yet.`);
    return { ...person, ...more };
  };

  return {
    directory,
    /** What the CDK has synthesized last: a command that is given it as its app need not do it again. */
    assembly: join(directory, 'cdk.out'),
    /** What makes commands of another terminal work on it, in the project's folder. */
    invitation: [
      'In another terminal, in this folder:',
      '',
      ...Object.entries(root)
        .filter(([variable]) => /^(AWS|CDK|NODE)_/.test(variable))
        .map(([variable, value]) => `export ${variable}='${value}'`),
    ].join('\n'),
    log: miniStack.log,
    /** Runs a line of shell in the project's folder, and gives what it wrote to stdout. */
    run: (who: Person | 'root', text: string, more?: Environment): Promise<string> =>
      run(shell(text), { environment: environmentOf(who, more) }),
    attempt: (who: Person | 'root', text: string, more?: Environment): Promise<Result> =>
      attempt(shell(text), { environment: environmentOf(who, more) }),
    /** Runs a line that must be refused, and gives the words of the refusal. */
    refused: (who: Person | 'root', text: string, words: RegExp): Promise<string> =>
      refused(shell(text), words, { environment: environmentOf(who) }),
    runElsewhere: (text: string, more?: Environment): Promise<string> =>
      run(shell(text), { environment: environmentOf('root', more), directory }),

    /** Lets a person in, with the rights of one policy: an attached one, or a document. */
    async admit(who: Person, policy: { readonly arn: string } | { readonly document: string }) {
      const environment = environmentOf('root', { DOCUMENT: 'document' in policy ? policy.document : '' });
      const grant =
        'arn' in policy
          ? `aws iam attach-user-policy --user-name ${who} --policy-arn ${policy.arn}`
          : `aws iam put-user-policy --user-name ${who} --policy-name ${who} --policy-document "$DOCUMENT"`;
      const created = await run(
        shell(
          `aws iam create-user --user-name ${who} >&2; ${grant} >&2; aws iam create-access-key --user-name ${who}`,
        ),
        { environment },
      );
      const { AccessKey } = JSON.parse(created) as {
        AccessKey: { AccessKeyId: string; SecretAccessKey: string };
      };
      people.set(who, {
        ...root,
        AWS_ACCESS_KEY_ID: AccessKey.AccessKeyId,
        AWS_SECRET_ACCESS_KEY: AccessKey.SecretAccessKey,
      });
    },

    /** A client of the queues for the root of some account. */
    sqsOf: (accessKeyId: string): SQSClient =>
      new SQSClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey: 'any' } }),
    sqs: new SQSClient({ endpoint, region, credentials: credentialsOf(root) }),

    async outputs(): Promise<{ readonly [id: string]: string }> {
      const client = new CloudFormationClient({ endpoint, region, credentials: credentialsOf(root) });
      const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stack }));
      client.destroy();
      const outputs = Stacks[0]?.Outputs ?? [];
      return Object.fromEntries(
        outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
      );
    },

    /** Every row of the tables, and the items of their history. */
    async rows(): Promise<Rows> {
      const client = new DynamoDBClient({ endpoint, region, credentials: credentialsOf(root) });
      try {
        return await readRows(
          client,
          Object.fromEntries(allTableNames.map((table) => [tableVariables[table], `${stack}-${table}`])),
        );
      } finally {
        client.destroy();
      }
    },
  };
}

/** Version 1 of the AWS command line does not read the endpoint of SQS from the environment. */
const aws = 'aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }\n';

const shell = (text: string) => ['bash', '-euo', 'pipefail', '-c', text];

function credentialsOf(environment: Environment) {
  return {
    accessKeyId: environment['AWS_ACCESS_KEY_ID'] ?? '',
    secretAccessKey: environment['AWS_SECRET_ACCESS_KEY'] ?? '',
  };
}

/** Finds what is not as it should be, in a sentence. */
export function expect(isSo: boolean, sentence: string): void {
  if (!isSo) throw new Error(sentence);
}
