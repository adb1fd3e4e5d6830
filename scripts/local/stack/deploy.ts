import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { Engines } from '../engines/engines.ts';
import type { CloudAssembly } from './cloud-assembly.ts';
import { setQueuePolicy } from './create-resource.ts';
import { openStack, type Stack } from './open-stack.ts';

export type DeployedQueue = { readonly name: string; readonly url: string; readonly arn: string };

/** A Lambda function as the template declares it, with its code where the assembly left it. */
export type FunctionDefinition = {
  readonly name: string;
  readonly handler: string;
  readonly codeDirectory: string;
  readonly environment: { readonly [name: string]: string };
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
};

/** An event source mapping from SQS; what the template leaves out has AWS's default. */
export type MappingDefinition = {
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly maximumConcurrency: number;
  /** Without it the function's answer is ignored, and failed messages are deleted with the others. */
  readonly reportsBatchItemFailures: boolean;
};

export type Deployment = {
  /** The queue that the mapping reads. */
  readonly queue: DeployedQueue;
  /** Where that queue moves a message that was received too often. */
  readonly deadLetterQueue: DeployedQueue;
  readonly function: FunctionDefinition;
  readonly mapping: MappingDefinition;
  /** Stack outputs by id, but for those that name something a local run does not have. */
  readonly outputs: { readonly [id: string]: string };
};

/** What a test may want to differ from the template. */
export type Overrides = {
  /** Attributes of the source queue as SQS spells them: `{ VisibilityTimeout: '1' }`. */
  readonly queue?: { readonly [attribute: string]: string };
  readonly function?: Partial<FunctionDefinition>;
  readonly mapping?: Partial<MappingDefinition>;
};

/**
 * Creates the queues and tables that a synthesized template declares, and reads from it how the
 * function is to be run and fed.
 *
 * What has no part in the flow of a message (roles, log groups, alarms, a table's recovery and
 * expiry) is passed over. A resource or an intrinsic that is needed and not known is an error.
 */
export async function deploy(
  assembly: CloudAssembly,
  engines: Engines,
  overrides: Overrides = {},
): Promise<Deployment> {
  const stack = openStack(assembly, engines);
  await Promise.all(
    stack
      .ofType('AWS::SQS::Queue', 'AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable')
      .map((logicalId) => stack.ensure(logicalId)),
  );
  for (const logicalId of stack.ofType('AWS::SQS::QueuePolicy')) {
    await setQueuePolicy(engines.clients.sqs, await stack.properties(logicalId));
  }
  const { functionId, queue, mapping } = await readMapping(stack);
  if (overrides.queue !== undefined) {
    const changed = { QueueUrl: queue.url, Attributes: overrides.queue };
    await engines.clients.sqs.send(new SetQueueAttributesCommand(changed));
  }
  return {
    queue,
    deadLetterQueue: await findDeadLetterQueue(stack, queue),
    function: { ...(await readFunction(stack, functionId, assembly)), ...overrides.function },
    mapping: { ...mapping, ...overrides.mapping },
    outputs: await stack.outputs(),
  };
}

async function readMapping(stack: Stack) {
  const logicalIds = stack.ofType('AWS::Lambda::EventSourceMapping');
  const [logicalId] = logicalIds;
  if (logicalId === undefined || logicalIds.length > 1) {
    throw new Error(
      `The template declares ${logicalIds.length} event source mappings; a local run needs one.`,
    );
  }
  const properties = await stack.properties(logicalId);
  for (const unsupported of ['FilterCriteria', 'DestinationConfig', 'ProvisionedPollerConfig']) {
    if (unsupported in properties) throw new Error(`${logicalId}: a local run does not have ${unsupported}.`);
  }
  if (properties['Enabled'] === false)
    throw new Error(`${logicalId} is disabled: nothing would be consumed.`);
  const functionId = await stack.find('AWS::Lambda::Function', properties['FunctionName']);
  const queueId = await stack.find('AWS::SQS::Queue', properties['EventSourceArn']);
  const scaling = properties['ScalingConfig'] as { MaximumConcurrency?: number } | undefined;
  const responseTypes = (properties['FunctionResponseTypes'] ?? []) as string[];
  return {
    functionId,
    queue: await deployedQueue(stack, queueId),
    mapping: {
      batchSize: Number(properties['BatchSize'] ?? 10),
      windowSeconds: Number(properties['MaximumBatchingWindowInSeconds'] ?? 0),
      maximumConcurrency: scaling?.MaximumConcurrency ?? 5,
      reportsBatchItemFailures: responseTypes.includes('ReportBatchItemFailures'),
    },
  };
}

async function findDeadLetterQueue(stack: Stack, source: DeployedQueue): Promise<DeployedQueue> {
  const sourceId = await stack.find('AWS::SQS::Queue', source.arn);
  const { RedrivePolicy } = await stack.properties(sourceId);
  const target = (RedrivePolicy as { deadLetterTargetArn?: string } | undefined)?.deadLetterTargetArn;
  if (target === undefined) throw new Error(`Queue ${source.name} has no dead-letter queue.`);
  return deployedQueue(stack, await stack.find('AWS::SQS::Queue', target));
}

async function deployedQueue(stack: Stack, logicalId: string): Promise<DeployedQueue> {
  const { ref, attributes } = await stack.ensure(logicalId);
  return { name: attributes['QueueName'] ?? '', url: ref, arn: attributes['Arn'] ?? '' };
}

async function readFunction(
  stack: Stack,
  logicalId: string,
  assembly: CloudAssembly,
): Promise<FunctionDefinition> {
  // One by one: its role and its log group are nothing that a local run has.
  const [handler, key, variables, memory, timeout, layers, logFormat, logLevel] = await Promise.all([
    stack.property(logicalId, 'Handler'),
    stack.property(logicalId, 'Code', 'S3Key'),
    stack.property(logicalId, 'Environment', 'Variables'),
    stack.property(logicalId, 'MemorySize'),
    stack.property(logicalId, 'Timeout'),
    stack.property(logicalId, 'Layers'),
    stack.property(logicalId, 'LoggingConfig', 'LogFormat'),
    stack.property(logicalId, 'LoggingConfig', 'ApplicationLogLevel'),
  ]);
  if (layers !== undefined) throw new Error(`${logicalId}: a local run does not have Layers.`);
  if (typeof key !== 'string') throw new Error(`${logicalId}: its code is not a file asset.`);
  return {
    name: (await stack.ensure(logicalId)).ref,
    handler: String(handler),
    codeDirectory: assembly.assetDirectory(key),
    environment: {
      AWS_LAMBDA_LOG_FORMAT: (logFormat as string | undefined) ?? 'Text',
      ...(logLevel === undefined ? {} : { AWS_LAMBDA_LOG_LEVEL: logLevel as string }),
      ...(variables as { [name: string]: string } | undefined),
    },
    memoryMegabytes: Number(memory ?? 128),
    timeoutSeconds: Number(timeout ?? 3),
  };
}
