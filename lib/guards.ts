import { readFileSync } from 'node:fs';
import type { IPolicyValidationPlugin, PolicyViolation } from 'aws-cdk-lib';

type Properties = { readonly [name: string]: unknown };
type Resource = { readonly Type: string; readonly Properties?: Properties };
type Resources = { readonly [logicalId: string]: Resource };

/** A mistake that deploys without an error: why it is one, in a sentence, and where. */
type Mistake = {
  readonly rule: string;
  readonly logicalId: string;
  readonly property: string;
  readonly why: string;
};

/** An event source mapping with the function that it calls and the queue that it reads, where the template has them. */
type Mapping = {
  readonly logicalId: string;
  readonly properties: Properties;
  readonly consumer: Properties | undefined;
  readonly queue: Properties | undefined;
  readonly queueId: string | undefined;
};

/**
 * Fails the synth of a template that AWS would deploy, and that would lose events.
 *
 * The template is read, not the constructs, so overrides and hand-made resources are seen as they would
 * be deployed. What the template leaves out has AWS's default; what only deployment knows is not judged.
 */
export const guards: IPolicyValidationPlugin = {
  name: 'canvas-grade-state',
  validate({ stackTemplates }) {
    const violations = stackTemplates.flatMap(({ templatePath }): PolicyViolation[] => {
      const { Resources = {} } = JSON.parse(readFileSync(templatePath, 'utf8')) as { Resources?: Resources };
      return findMistakes(Resources).map(({ rule, logicalId, property, why }) => ({
        ruleName: rule,
        description: why,
        severity: 'error',
        violatingResources: [
          { resourceLogicalId: logicalId, templatePath, locations: [`Properties/${property}`] },
        ],
      }));
    });
    return { success: violations.length === 0, violations };
  },
};

function findMistakes(resources: Resources): Mistake[] {
  const queues = ofType(resources, 'AWS::SQS::Queue');
  const deadLetterIds = new Set(queues.map(([, queue]) => deadLetterIdOf(queue)));
  // Whatever is no dead-letter queue is taken for one that Canvas writes to.
  const sources = queues.filter(([logicalId]) => !deadLetterIds.has(logicalId));
  const mappings = ofType(resources, 'AWS::Lambda::EventSourceMapping').map(
    ([logicalId, properties]): Mapping => {
      const queueId = targetOf(properties['EventSourceArn']);
      return {
        logicalId,
        properties,
        consumer: resources[targetOf(properties['FunctionName']) ?? '']?.Properties,
        queue: resources[queueId ?? '']?.Properties,
        queueId,
      };
    },
  );
  return [
    ...sources.flatMap(([logicalId, queue]) => [
      ...checkName(logicalId, queue),
      ...checkKey(logicalId, queue),
      ...checkRetention(logicalId, queue, resources),
      ...checkMessageSize(logicalId, queue, resources),
    ]),
    ...mappings.flatMap((mapping) => [...checkVisibility(mapping), ...checkConcurrency(mapping)]),
  ];
}

function checkName(logicalId: string, { QueueName: name }: Properties): Mistake[] {
  if (name !== undefined && (typeof name !== 'string' || name.startsWith('canvas-live-events'))) return [];
  const why = `The queue is named ${name ?? 'by CloudFormation'}, and Canvas delivers only to queues whose name begins with canvas-live-events.`;
  return [{ rule: 'queue-name', logicalId, property: 'QueueName', why }];
}

function checkKey(logicalId: string, { KmsMasterKeyId: key }: Properties): Mistake[] {
  if (typeof key !== 'string' || !key.endsWith('alias/aws/sqs')) return [];
  const why =
    'The queue is encrypted with alias/aws/sqs, whose key policy cannot be edited to let Instructure in, so every event would be refused: use SSE-SQS or a customer-managed key.';
  return [{ rule: 'queue-key', logicalId, property: 'KmsMasterKeyId', why }];
}

const retentionOf = (queue: Properties) => numberOr(queue['MessageRetentionPeriod'], 4 * 24 * 60 * 60);

function checkRetention(logicalId: string, queue: Properties, resources: Resources): Mistake[] {
  const deadLetterQueue = resources[deadLetterIdOf(queue) ?? '']?.Properties;
  if (deadLetterQueue === undefined) return [];
  const [retention, deadLetterRetention] = [retentionOf(queue), retentionOf(deadLetterQueue)];
  if (!(retention >= deadLetterRetention)) return [];
  const why = `The queue keeps messages for ${retention} s and its dead-letter queue for ${deadLetterRetention} s, both counted from the first sending, so a message could be deleted as soon as it is a dead letter: keep dead letters longer.`;
  return [{ rule: 'dead-letter-retention', logicalId, property: 'MessageRetentionPeriod', why }];
}

const messageSizeOf = (queue: Properties) => numberOr(queue['MaximumMessageSize'], 1_048_576);

function checkMessageSize(logicalId: string, queue: Properties, resources: Resources): Mistake[] {
  const deadLetterQueue = resources[deadLetterIdOf(queue) ?? '']?.Properties;
  if (deadLetterQueue === undefined) return [];
  const [size, deadLetterSize] = [messageSizeOf(queue), messageSizeOf(deadLetterQueue)];
  if (!(size > deadLetterSize)) return [];
  const why = `The queue takes messages of ${size} bytes and its dead-letter queue of ${deadLetterSize}, so a large message that is rejected would be refused there and fail instead: let both take the same.`;
  return [{ rule: 'dead-letter-size', logicalId, property: 'MaximumMessageSize', why }];
}

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
function checkVisibility({ properties, consumer, queue, queueId = '' }: Mapping): Mistake[] {
  if (consumer === undefined || queue === undefined) return [];
  const visibility = numberOr(queue['VisibilityTimeout'], 30);
  const timeout = numberOr(consumer['Timeout'], 3);
  const window = numberOr(properties['MaximumBatchingWindowInSeconds'], 0);
  const least = 6 * timeout + window;
  if (!(visibility < least)) return [];
  const why = `The queue hides a message for ${visibility} s, less than 6 x the function's timeout of ${timeout} s and the batching window of ${window} s (${least} s), so a batch still being processed would be delivered again and healthy messages become dead letters.`;
  return [{ rule: 'visibility-timeout', logicalId: queueId, property: 'VisibilityTimeout', why }];
}

function checkConcurrency({ logicalId, properties, consumer }: Mapping): Mistake[] {
  const reserved = consumer?.['ReservedConcurrentExecutions'];
  const { MaximumConcurrency: maximum } = (properties['ScalingConfig'] ?? {}) as Properties;
  if (reserved === undefined || maximum === undefined) return [];
  const why = `The mapping has maxConcurrency and its function reserved concurrency (${JSON.stringify(reserved)}), and every invocation that the latter refuses counts as a receive, so healthy messages become dead letters: leave maxConcurrency alone to limit it.`;
  return [{ rule: 'reserved-concurrency', logicalId, property: 'ScalingConfig', why }];
}

function ofType(resources: Resources, type: string): [logicalId: string, properties: Properties][] {
  return Object.entries(resources).flatMap(([logicalId, { Type, Properties = {} }]) =>
    Type === type ? [[logicalId, Properties]] : [],
  );
}

function deadLetterIdOf(queue: Properties): string | undefined {
  return targetOf((queue['RedrivePolicy'] as Properties | undefined)?.['deadLetterTargetArn']);
}

/** The logical id that `Ref` or `Fn::GetAtt` names; undefined for what is in no template. */
function targetOf(reference: unknown): string | undefined {
  if (typeof reference !== 'object' || reference === null) return undefined;
  const { Ref: ref, 'Fn::GetAtt': attribute } = reference as {
    Ref?: string;
    'Fn::GetAtt'?: [string, string];
  };
  return ref ?? attribute?.[0];
}

/** NaN for what only deployment knows: no comparison with it is true. */
function numberOr(value: unknown, byDefault: number): number {
  if (value === undefined) return byDefault;
  return typeof value === 'number' ? value : Number.NaN;
}
