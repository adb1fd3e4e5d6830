import type { AddressInfo } from 'node:net';
import { DeleteTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { UsageError } from '../../command/command-error.ts';
import { type Clients, connectTo, credentials, type Endpoints, region } from '../../system/endpoints.ts';
import { forbiddenCharacter } from '../../system/event-attributes.ts';
import { guardServer } from '../../system/serve-locally.ts';
import { findDynoxide, startHidden } from './dynoxide.ts';

export type Engines = {
  readonly endpoints: Endpoints;
  readonly clients: Clients;
  /** What the DynamoDB cannot do, for the person who runs it to know. */
  readonly limit?: string;
  /** Closes every connection; what was stored is gone. */
  stop(): Promise<void>;
};

/**
 * Which DynamoDB to run on: `dynoxide`, `dynalite`, or the endpoint of another such as AWS's DynamoDB Local.
 * The tables of that one are deleted, so only one system can use it at a time. By default dynoxide wherever
 * there is its binary, else dynalite.
 */
export const engineVariable = 'GRADE_STATE_ENGINE';

type DynamoDb = { readonly endpoint: string; readonly limit?: string; readonly stop: () => Promise<void> };

/** Starts an empty SQS and an empty DynamoDB, on free ports of 127.0.0.1. They end with this process. */
export async function startEngines(engine = process.env[engineVariable] ?? ''): Promise<Engines> {
  const dynamodb = await startDynamoDb(engine);
  const sqs = await startSqs();
  const endpoints = { sqs: sqs.endpoint, dynamodb: dynamodb.endpoint };
  const clients = connectTo(endpoints);
  return {
    endpoints,
    clients,
    ...(dynamodb.limit !== undefined && { limit: dynamodb.limit }),
    async stop() {
      clients.sqs.destroy();
      clients.dynamodb.destroy();
      await Promise.all([sqs.stop(), dynamodb.stop()]);
    },
  };
}

async function startSqs() {
  await acceptSupplementaryCharacters();
  const { buildApp } = await import('fauxqs');
  const app = buildApp({ logger: false, defaultRegion: region });
  guardServer(app.server);
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, stop: async () => app.close() };
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

async function startDynamoDb(engine: string): Promise<DynamoDb> {
  if (/^https?:/.test(engine)) return emptyDynamoDb(engine);
  if (!['', 'dynoxide', 'dynalite'].includes(engine)) {
    throw new UsageError(`${engineVariable}: expected dynoxide, dynalite or the URL of a DynamoDB.`);
  }
  if (engine === 'dynalite') return startLimited(`as ${engineVariable} says`);
  const binary = findDynoxide();
  const started = binary === undefined ? undefined : await startHidden(binary);
  if (started !== undefined) return started;
  const reason =
    binary === undefined
      ? 'no dynoxide is installed or on the PATH'
      : 'no address of this machine would hide dynoxide from web sites';
  if (engine === 'dynoxide') throw new UsageError(`${engineVariable}: ${reason}.`);
  return startLimited(reason);
}

/** dynalite keeps 24 bits of a hash in the keys of its indexes: of two rows with the same, one is lost there. */
async function startLimited(reason: string): Promise<DynamoDb> {
  const limit = `DynamoDB is dynalite (${reason}): where thousands of rows share an index key, queries of the index may miss some.`;
  const { startDynalite } = await import('./dynalite.ts');
  return { ...(await startDynalite()), limit };
}

async function emptyDynamoDb(endpoint: string) {
  const client = new DynamoDBClient({ endpoint, region, credentials });
  const { TableNames = [] } = await client.send(new ListTablesCommand());
  for (const TableName of TableNames) await client.send(new DeleteTableCommand({ TableName }));
  client.destroy();
  return { endpoint, stop: () => Promise.resolve() };
}
