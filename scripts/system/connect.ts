import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createDynamoDBClient } from '../../lambdas/consume-live-events/aws-clients.ts';
import {
  type AnyTableName,
  perAnyTable,
  tableOutputs,
} from '../../lambdas/consume-live-events/domain/tables.ts';
import { CommandError } from '../command/command-error.ts';
import { type Clients, connectTo } from './endpoints.ts';
import { type RunningSystem, readRunningSystems } from './running-system.ts';

/** A deployed system that an operator's command works on: its stack's outputs, and clients for it. */
export type System = {
  readonly name: string;
  readonly isLocal: boolean;
  readonly sqs: SQSClient;
  readonly dynamodb: DynamoDBClient;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly physicalNames: { readonly [Name in AnyTableName]: string };
  /** Days after its newest event that a row expires, or `none`; undefined for a stack too old to say so. */
  readonly retentionDays?: string | undefined;
  /** The table of forgotten students; undefined for a stack too old to have one. */
  readonly forgottenTable?: string | undefined;
  /** The same of the items of the history, or `off` where none is written. */
  readonly historyDays?: string | undefined;
  readonly close: () => void;
};

/** Which system: the stack of that name in AWS, or one that `npm run local -- --keep` keeps running. */
export type Target = { readonly stack: string } | { readonly local: true };

/** Something an operator can fix: its message says what and how. Not worth a stack trace. */
export class ConnectionError extends CommandError {
  override readonly name = 'ConnectionError';
}

/**
 * Connects to a deployed system by the outputs of its stack.
 *
 * Region and credentials are the AWS SDK's ordinary ones (environment, profile, instance).
 *
 * @throws ConnectionError when there is no such stack, no region, no credentials or no permission; no local
 *   system, or several and none chosen
 */
export async function connect(target: Target): Promise<System> {
  if ('stack' in target) return connectToStack(target.stack);
  const running = await findRunning();
  return systemOf(running.stack, true, connectTo(running.endpoints), running.outputs);
}

/** Finds the local system that is up, or the one of several that the environment names. */
export async function findRunning(): Promise<RunningSystem> {
  return chooseRunning(await readRunningSystems(), process.env[runVariable] ?? '');
}

/** Names, by its process id, the local system that is meant where several are up. */
export const runVariable = 'GRADE_STATE_RUN';

/** Chooses the local system with a process id; with none given, the only one that is up. */
export function chooseRunning(running: readonly RunningSystem[], wanted: string): RunningSystem {
  const fitting = running.filter(({ pid }) => wanted === '' || String(pid) === wanted);
  const [system, ...others] = fitting;
  if (system === undefined) {
    const which = wanted === '' ? '' : ` with ${runVariable}=${wanted}`;
    throw new ConnectionError(`No local system is up${which}. Start one with: npm run local -- --keep`);
  }
  if (others.length === 0) return system;
  const choices = fitting.map(({ pid, stack, endpoints }) => {
    return `  ${runVariable}=${pid}  ${stack}, SQS ${endpoints.sqs}`;
  });
  throw new ConnectionError(`Several local systems are up. Set the one you mean:\n${choices.join('\n')}`);
}

async function connectToStack(stack: string): Promise<System> {
  const outputs = await readOutputs(stack);
  return systemOf(stack, false, { sqs: new SQSClient(), dynamodb: createDynamoDBClient({}) }, outputs);
}

async function readOutputs(stack: string): Promise<{ readonly [id: string]: string }> {
  const client = new CloudFormationClient();
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stack }));
    const outputs = Stacks[0]?.Outputs ?? [];
    return Object.fromEntries(
      outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
    );
  } catch (error) {
    throw new ConnectionError(adviceOn(error, stack), { cause: error });
  } finally {
    client.destroy();
  }
}

/** Makes a system of its clients and of the outputs of its stack. */
export function systemOf(
  name: string,
  isLocal: boolean,
  { sqs, dynamodb }: Clients,
  outputs: { readonly [id: string]: string },
): System {
  const output = (id: string) => {
    const value = outputs[id];
    if (value === undefined)
      throw new ConnectionError(
        `The stack ${name} has no output ${id}: it is not one of ours, or is to be deployed in this version first.`,
      );
    return value;
  };
  return {
    name,
    isLocal,
    sqs,
    dynamodb,
    queueUrl: output('LiveEventsQueueUrl'),
    deadLetterQueueUrl: output('DeadLetterQueueUrl'),
    physicalNames: perAnyTable((table) => output(tableOutputs[table])),
    retentionDays: outputs['RetentionDays'],
    forgottenTable: outputs['ForgottenTableName'],
    historyDays: outputs['HistoryDays'],
    close() {
      sqs.destroy();
      dynamodb.destroy();
    },
  };
}

/**
 * Gives the table of forgotten students, without which they could come back.
 *
 * @throws ConnectionError for a stack that was deployed before there was one
 */
export function requireForgottenTable({ name, forgottenTable }: System): string {
  if (forgottenTable !== undefined) return forgottenTable;
  throw new ConnectionError(
    `The stack ${name} has no table of forgotten students: it has no output ForgottenTableName. Deploy this version first.`,
  );
}

/** Makes an error of the AWS SDK one for people; any other stays what it is. */
export function toConnectionError(error: unknown, stack: string): unknown {
  const isOfAws = error instanceof Error && ('$metadata' in error || /Credentials|Region/.test(error.name));
  return isOfAws ? new ConnectionError(adviceOn(error, stack), { cause: error }) : error;
}

/** Names what kept a request from being answered at all. Undefined for an error of another kind. */
export function silenceOf(error: unknown): string | undefined {
  // An answer of AWS has `$fault`, an error of the file system `path`.
  if (!(error instanceof Error) || '$fault' in error || 'path' in error) return undefined;
  const { code, hostname } = error as NodeJS.ErrnoException & { readonly hostname?: string };
  if (error.name === 'TimeoutError') return 'no answer in time';
  if (typeof code !== 'string') return undefined;
  return hostname === undefined ? code : `${code} ${hostname}`;
}

/** Says what an operator can do about an error of AWS; its own message follows, since it names the principal or action. */
export function adviceOn(error: unknown, stack: string): string {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (name === 'CredentialsProviderError') {
    return 'No AWS credentials. Set AWS_PROFILE, or log in with: aws sso login';
  }
  if (/^(ExpiredToken|RequestExpired|InvalidClientTokenId|UnrecognizedClient)/.test(name)) {
    return 'The AWS credentials are not valid any more. Log in again, for example with: aws sso login';
  }
  const silence = silenceOf(error);
  if (silence !== undefined) return `AWS does not answer (${silence}). Check the network and AWS_REGION.`;
  if (/region is missing/i.test(message)) return 'No AWS region. Set AWS_REGION to the region of the stack.';
  if (/does not exist/.test(message)) {
    return `No stack ${stack} in this account and region. Check --stack, AWS_REGION and AWS_PROFILE.`;
  }
  if (name.startsWith('AccessDenied')) return `No permission: ${message}`;
  return `AWS refused: ${name}: ${message}`;
}
