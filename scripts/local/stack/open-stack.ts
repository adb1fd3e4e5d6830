import { accountId, region } from '../../system/endpoints.ts';
import type { Engines } from '../engines/engines.ts';
import type { CloudAssembly } from './cloud-assembly.ts';
import { arn, createQueue, createTable, type Properties } from './create-resource.ts';
import { type Lookup, resolve } from './intrinsics.ts';

/** A resource that exists: what `Ref` and `Fn::GetAtt` give for it. */
export type Created = { readonly ref: string; readonly attributes: { readonly [name: string]: string } };

/** A template whose resources come into being when they are first referred to. */
export type Stack = {
  ofType(...types: string[]): string[];
  /** Creates a resource if it is not there yet, and first whatever its properties refer to. */
  ensure(logicalId: string): Promise<Created>;
  /** All properties of a resource, resolved. */
  properties(logicalId: string): Promise<Properties>;
  /** One property of a resource, resolved: for a resource of which some can not be. */
  property(logicalId: string, ...path: string[]): Promise<unknown>;
  /** Finds the resource of a type by its `Ref` or its ARN. */
  find(type: string, refOrArn: unknown): Promise<string>;
  /** Outputs by id, but for those that name something a local run does not have. */
  outputs(): Promise<{ [id: string]: string }>;
};

/** Opens a template against the emulators. Nothing is created until it is asked for. */
export function openStack({ stackName, template }: CloudAssembly, engines: Engines): Stack {
  const { Resources, Parameters = {}, Outputs = {} } = template;
  const pseudoParameters: { readonly [name: string]: unknown } = {
    'AWS::AccountId': accountId,
    'AWS::NoValue': undefined,
    'AWS::Partition': 'aws',
    'AWS::Region': region,
    'AWS::StackId': arn('cloudformation', `stack/${stackName}/local`),
    'AWS::StackName': stackName,
    'AWS::URLSuffix': 'amazonaws.com',
  };
  const created = new Map<string, Promise<Created>>();

  const lookup: Lookup = {
    async ref(name) {
      if (name in pseudoParameters) return pseudoParameters[name];
      return name in Parameters ? Parameters[name]?.Default : (await ensure(name)).ref;
    },
    async attribute(logicalId, name) {
      const value = (await ensure(logicalId)).attributes[name];
      if (value === undefined) throw new Error(`A local run has no attribute ${name} of ${logicalId}.`);
      return value;
    },
  };

  const property = (logicalId: string, ...path: string[]) => {
    let value: unknown = Resources[logicalId]?.Properties ?? {};
    for (const name of path) value = (value as Properties | undefined)?.[name];
    return resolve(value, lookup, [logicalId, ...path].join('.'));
  };
  const properties = async (logicalId: string) => (await property(logicalId)) as Properties;

  const ensure = (logicalId: string) => {
    const pending = created.get(logicalId) ?? create(logicalId);
    created.set(logicalId, pending);
    return pending;
  };

  const create = async (logicalId: string): Promise<Created> => {
    const type = Resources[logicalId]?.Type ?? 'resource';
    const defaultName = `${stackName}-${logicalId}`;
    switch (type) {
      case 'AWS::SQS::Queue': {
        const queue = await createQueue(engines, await properties(logicalId), defaultName);
        return { ref: queue.url, attributes: { Arn: queue.arn, QueueName: queue.name, QueueUrl: queue.url } };
      }
      case 'AWS::DynamoDB::Table':
      case 'AWS::DynamoDB::GlobalTable': {
        const name = await createTable(engines.clients.dynamodb, await properties(logicalId), defaultName);
        return { ref: name, attributes: { Arn: arn('dynamodb', `table/${name}`) } };
      }
      case 'AWS::Lambda::Function': {
        const name = ((await property(logicalId, 'FunctionName')) ?? defaultName) as string;
        return { ref: name, attributes: { Arn: arn('lambda', `function:${name}`) } };
      }
      // The emulators encrypt nothing; a queue only names its key.
      case 'AWS::KMS::Key':
        return { ref: logicalId, attributes: { Arn: arn('kms', `key/${logicalId}`) } };
      default:
        throw new Error(`A local run has no ${type} ${logicalId}, which something it needs refers to.`);
    }
  };

  const ofType = (...types: string[]) =>
    Object.keys(Resources).filter((logicalId) => types.includes(Resources[logicalId]?.Type ?? ''));

  return {
    ofType,
    ensure,
    properties,
    property,
    async find(type, refOrArn) {
      for (const logicalId of ofType(type)) {
        const { ref, attributes } = await ensure(logicalId);
        if (refOrArn === ref || refOrArn === attributes['Arn']) return logicalId;
      }
      throw new Error(`The template has no ${type} ${String(refOrArn)}.`);
    },
    async outputs() {
      const resolved = await Promise.all(
        Object.entries(Outputs).map(([id, { Value }]) =>
          resolve(Value, lookup, id).then(
            (value) => [[id, String(value)] as const],
            () => [],
          ),
        ),
      );
      return Object.fromEntries(resolved.flat());
    },
  };
}
