import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { Engines } from '../engines/engines.ts';
import type { CloudAssembly } from './cloud-assembly.ts';
import { createQueue, createTable, describeQueue } from './create-resource.ts';
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
 * What has no part in the flow of a message (roles, policies, log groups, alarms, a table's
 * recovery and expiry) is passed over. A resource or an intrinsic that is needed and not known is an error.
 */
export async function deploy(
  assembly: CloudAssembly,
  engines: Engines,
  overrides: Overrides = {},
): Promise<Deployment> {
  const { sqs, dynamodb } = engines.clients;
  const stack = openStack(assembly, engines.endpoints);
  const queueOf = (logicalId: string) => describeQueue(engines.endpoints, stack.physicalName(logicalId));
  for (const id of stack.ofType('AWS::SQS::Queue')) {
    await createQueue(engines, stack.properties(id), stack.physicalName(id));
  }
  for (const id of stack.ofType('AWS::DynamoDB::Table')) {
    await createTable(dynamodb, stack.properties(id), stack.physicalName(id));
  }
  const { functionId, queueId, mapping } = readMapping(stack);
  const queue = queueOf(queueId);
  if (overrides.queue !== undefined) {
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: queue.url, Attributes: overrides.queue }));
  }
  return {
    queue,
    deadLetterQueue: queueOf(findDeadLetterQueue(stack, queueId)),
    function: { ...readFunction(stack, functionId, assembly), ...overrides.function },
    mapping: { ...mapping, ...overrides.mapping },
    outputs: stack.outputs(),
  };
}

function readMapping(stack: Stack) {
  const logicalIds = stack.ofType('AWS::Lambda::EventSourceMapping');
  const [logicalId] = logicalIds;
  if (logicalId === undefined || logicalIds.length > 1) {
    throw new Error(
      `The template declares ${logicalIds.length} event source mappings; a local run needs one.`,
    );
  }
  const properties = stack.properties(logicalId);
  for (const unsupported of ['FilterCriteria', 'DestinationConfig', 'ProvisionedPollerConfig']) {
    if (unsupported in properties) throw new Error(`${logicalId}: a local run does not have ${unsupported}.`);
  }
  if (properties['Enabled'] === false)
    throw new Error(`${logicalId} is disabled: nothing would be consumed.`);
  const scaling = properties['ScalingConfig'] as { MaximumConcurrency?: number } | undefined;
  const responseTypes = (properties['FunctionResponseTypes'] ?? []) as string[];
  return {
    functionId: stack.find('AWS::Lambda::Function', properties['FunctionName']),
    queueId: stack.find('AWS::SQS::Queue', properties['EventSourceArn']),
    mapping: {
      batchSize: Number(properties['BatchSize'] ?? 10),
      windowSeconds: Number(properties['MaximumBatchingWindowInSeconds'] ?? 0),
      maximumConcurrency: scaling?.MaximumConcurrency ?? 5,
      reportsBatchItemFailures: responseTypes.includes('ReportBatchItemFailures'),
    },
  };
}

function findDeadLetterQueue(stack: Stack, sourceId: string): string {
  const target = stack.property(sourceId, 'RedrivePolicy', 'deadLetterTargetArn');
  if (target === undefined) throw new Error(`Queue ${sourceId} has no dead-letter queue.`);
  return stack.find('AWS::SQS::Queue', target);
}

function readFunction(stack: Stack, logicalId: string, assembly: CloudAssembly): FunctionDefinition {
  // One by one: its role and its log group are nothing that a local run has.
  const property = (...path: string[]) => stack.property(logicalId, ...path);
  const key = property('Code', 'S3Key');
  const logLevel = property('LoggingConfig', 'ApplicationLogLevel');
  if (property('Layers') !== undefined) throw new Error(`${logicalId}: a local run does not have Layers.`);
  if (typeof key !== 'string') throw new Error(`${logicalId}: its code is not a file asset.`);
  return {
    name: stack.physicalName(logicalId),
    handler: String(property('Handler')),
    codeDirectory: assembly.assetDirectory(key),
    environment: {
      AWS_LAMBDA_LOG_FORMAT: (property('LoggingConfig', 'LogFormat') ?? 'Text') as string,
      ...(logLevel === undefined ? {} : { AWS_LAMBDA_LOG_LEVEL: logLevel as string }),
      ...(property('Environment', 'Variables') as { [name: string]: string } | undefined),
    },
    memoryMegabytes: Number(property('MemorySize') ?? 128),
    timeoutSeconds: Number(property('Timeout') ?? 3),
  };
}
