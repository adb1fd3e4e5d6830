import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { DeleteTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import dynalite from 'dynalite';
import { buildApp } from 'fauxqs';
import { acceptStatements } from './execute-statements.ts';

/** Where the emulators pretend to be. The account is the one fauxqs puts into its ARNs. */
export const region = 'us-east-1';
export const accountId = '000000000000';
export const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

export type Endpoints = { readonly sqs: string; readonly dynamodb: string };

export type Clients = { readonly sqs: SQSClient; readonly dynamodb: DynamoDBClient };

export type Engines = {
  readonly endpoints: Endpoints;
  readonly clients: Clients;
  /** Closes every connection; what was stored is gone. */
  stop(): Promise<void>;
};

/**
 * The endpoint of AWS's own DynamoDB Local, to be used instead of the embedded engine: the tests' second
 * opinion. Whatever tables it has are deleted, so only one system can use it at a time.
 */
export const dynamoDbLocalVariable = 'DYNAMODB_LOCAL_ENDPOINT';

/** Starts an empty SQS and an empty DynamoDB in this process, on free ports of 127.0.0.1. */
export async function startEngines(): Promise<Engines> {
  const sqs = await startSqs();
  const dynamoDbLocal = process.env[dynamoDbLocalVariable];
  const dynamodb = dynamoDbLocal ? await emptyDynamoDbLocal(dynamoDbLocal) : await startDynalite();
  const endpoints = { sqs: sqs.endpoint, dynamodb: dynamodb.endpoint };
  const clients = connect(endpoints);
  return {
    endpoints,
    clients,
    async stop() {
      clients.sqs.destroy();
      clients.dynamodb.destroy();
      await Promise.all([sqs.stop(), dynamodb.stop()]);
    },
  };
}

/** Makes SDK clients for given endpoints, with no regard for the AWS configuration of whoever runs this. */
export function connect(endpoints: Endpoints): Clients {
  return {
    sqs: new SQSClient({ endpoint: endpoints.sqs, region, credentials }),
    dynamodb: new DynamoDBClient({ endpoint: endpoints.dynamodb, region, credentials }),
  };
}

/** A character that SQS carries in no message: what XML 1.0 does not allow, lone surrogates included. */
export const forbiddenCharacter = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

async function startSqs() {
  await acceptSupplementaryCharacters();
  const app = buildApp({ logger: false, defaultRegion: region });
  await app.listen({ port: 0, host: '127.0.0.1' });
  return { endpoint: endpointOf(app.server.address()), stop: async () => app.close() };
}

/**
 * Makes fauxqs accept characters beyond U+FFFF, as SQS does.
 *
 * It tests UTF-16 units, so it would refuse a body with an emoji, and assignment names do have them.
 * The expression is one shared object of the pinned version.
 */
async function acceptSupplementaryCharacters(): Promise<void> {
  const module = new URL('sqs/sqsTypes.js', import.meta.resolve('fauxqs'));
  const { INVALID_MESSAGE_BODY_CHAR } = (await import(module.href)) as { INVALID_MESSAGE_BODY_CHAR: RegExp };
  INVALID_MESSAGE_BODY_CHAR.test = (body) => forbiddenCharacter.test(body);
}

async function startDynalite() {
  const server = dynalite({ createTableMs: 0 });
  acceptStatements(server);
  // dynalite throws when a client goes away in the middle of a request, as a killed function does.
  server.on('request', (request) => {
    request.removeAllListeners('error');
    request.on('error', () => request.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: endpointOf(server.address()),
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function emptyDynamoDbLocal(endpoint: string) {
  const client = new DynamoDBClient({ endpoint, region, credentials });
  const { TableNames = [] } = await client.send(new ListTablesCommand());
  for (const TableName of TableNames) await client.send(new DeleteTableCommand({ TableName }));
  client.destroy();
  return { endpoint, stop: () => Promise.resolve() };
}

function endpointOf(address: AddressInfo | string | null): string {
  return `http://127.0.0.1:${(address as AddressInfo).port}`;
}
