import { accountId, type Endpoints, region } from '../../system/endpoints.ts';
import type { CloudAssembly } from './cloud-assembly.ts';
import { arn, describeQueue, type Properties } from './create-resource.ts';
import { type Lookup, resolve } from './intrinsics.ts';

/** What `Ref` and `Fn::GetAtt` give for a resource. */
type Referred = { readonly ref: string; readonly attributes: { readonly [name: string]: string } };

/** A template as it reads on this machine. What a resource is called is known before it is created. */
export type Stack = {
  ofType(type: string): string[];
  /** What a resource is called: the name that it declares, or one made of the stack's and its logical id. */
  physicalName(logicalId: string): string;
  /** All properties of a resource, resolved. */
  properties(logicalId: string): Properties;
  /** One property of a resource, resolved: for a resource of which some can not be. */
  property(logicalId: string, ...path: string[]): unknown;
  /** Finds the resource of a type by its `Ref` or its ARN. */
  find(type: string, refOrArn: unknown): string;
  /** Outputs by id, but for those that name something a local run does not have. */
  outputs(): { [id: string]: string };
};

const pseudoParameters: { readonly [name: string]: string } = {
  'AWS::AccountId': accountId,
  'AWS::Partition': 'aws',
  'AWS::Region': region,
};

/** Which property of a resource names it. */
const nameProperties: { readonly [type: string]: string } = {
  'AWS::SQS::Queue': 'QueueName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::Lambda::Function': 'FunctionName',
};

/** Reads a template against the emulators. */
export function openStack({ stackName, template }: CloudAssembly, endpoints: Endpoints): Stack {
  const { Resources, Outputs = {} } = template;
  const typeOf = (logicalId: string) => Resources[logicalId]?.Type ?? 'resource';

  const property = (logicalId: string, ...path: string[]) => {
    let value: unknown = Resources[logicalId]?.Properties ?? {};
    for (const name of path) value = (value as Properties | undefined)?.[name];
    return resolve(value, lookup, [logicalId, ...path].join('.'));
  };

  const physicalName = (logicalId: string) => {
    const name = property(logicalId, nameProperties[typeOf(logicalId)] ?? '');
    return typeof name === 'string' ? name : `${stackName}-${logicalId}`;
  };

  const refer = (logicalId: string): Referred => {
    const name = physicalName(logicalId);
    switch (typeOf(logicalId)) {
      case 'AWS::SQS::Queue': {
        const queue = describeQueue(endpoints, name);
        return { ref: queue.url, attributes: { Arn: queue.arn, QueueName: name, QueueUrl: queue.url } };
      }
      case 'AWS::DynamoDB::Table':
        return { ref: name, attributes: { Arn: arn('dynamodb', `table/${name}`) } };
      case 'AWS::Lambda::Function':
        return { ref: name, attributes: { Arn: arn('lambda', `function:${name}`) } };
      // The emulators encrypt nothing; a queue only names its key.
      case 'AWS::KMS::Key':
        return { ref: logicalId, attributes: { Arn: arn('kms', `key/${logicalId}`) } };
      default:
        throw new Error(
          `A local run has no ${typeOf(logicalId)} ${logicalId}, which something it needs refers to.`,
        );
    }
  };

  const lookup: Lookup = {
    ref: (name) => pseudoParameters[name] ?? refer(name).ref,
    attribute(logicalId, name) {
      const value = refer(logicalId).attributes[name];
      if (value === undefined) throw new Error(`A local run has no attribute ${name} of ${logicalId}.`);
      return value;
    },
  };

  const ofType = (type: string) => Object.keys(Resources).filter((logicalId) => typeOf(logicalId) === type);

  return {
    ofType,
    physicalName,
    properties: (logicalId) => property(logicalId) as Properties,
    property,
    find(type, refOrArn) {
      const found = ofType(type).find((logicalId) => {
        const { ref, attributes } = refer(logicalId);
        return refOrArn === ref || refOrArn === attributes['Arn'];
      });
      if (found === undefined) throw new Error(`The template has no ${type} ${String(refOrArn)}.`);
      return found;
    },
    outputs() {
      const resolved = Object.entries(Outputs).flatMap(([id, { Value }]) => {
        try {
          return [[id, String(resolve(Value, lookup, id))]];
        } catch {
          return [];
        }
      });
      return Object.fromEntries(resolved);
    },
  };
}
