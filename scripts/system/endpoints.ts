import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createDynamoDBClient } from '../../lambdas/consume-live-events/aws-clients.ts';

/** Where the emulators pretend to be. The account is the one fauxqs puts into its ARNs. */
export const region = 'us-east-1';
export const accountId = '000000000000';
export const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

export type Endpoints = { readonly sqs: string; readonly dynamodb: string };

export type Clients = { readonly sqs: SQSClient; readonly dynamodb: DynamoDBClient };

/** Makes SDK clients for given endpoints, with no regard for the AWS configuration of the person who runs this. */
export function connectTo(endpoints: Endpoints): Clients {
  return {
    sqs: new SQSClient({ endpoint: endpoints.sqs, region, credentials }),
    dynamodb: createDynamoDBClient({ endpoint: endpoints.dynamodb, region, credentials }),
  };
}
