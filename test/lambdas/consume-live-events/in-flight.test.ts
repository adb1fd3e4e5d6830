import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from '@jest/globals';
import { clientSettings } from '../../../lambdas/consume-live-events/aws-clients.ts';
import {
  DEAD_LETTERS_IN_FLIGHT,
  LOADS_IN_FLIGHT,
  RELOADS_IN_FLIGHT,
  STATEMENT_REQUESTS_IN_FLIGHT,
} from '../../../lambdas/consume-live-events/in-flight.ts';

/** What the SDK's types do not say: which handler a client has depends on where it runs. */
type NodeRequestHandler = { httpHandlerConfigs(): { httpsAgent?: { maxSockets: number } } };

/** How many sockets the SDK gives a client with our settings; it decides when a request is made. */
async function socketsOfAClient(): Promise<number> {
  const client = new DynamoDBClient({
    ...clientSettings,
    maxAttempts: 1,
    region: 'us-east-1',
    endpoint: 'https://127.0.0.1:1',
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
  });
  await expect(client.send(new ListTablesCommand())).rejects.toThrow('ECONNREFUSED');
  const requestHandler = client.config.requestHandler as unknown as NodeRequestHandler;
  const { httpsAgent } = requestHandler.httpHandlerConfigs();
  return httpsAgent?.maxSockets ?? Number.NaN;
}

test('no client is asked for more at once than it has sockets, so that no request times out waiting for one', async () => {
  const sockets = await socketsOfAClient();
  expect(LOADS_IN_FLIGHT).toBeLessThanOrEqual(sockets);
  expect(STATEMENT_REQUESTS_IN_FLIGHT + RELOADS_IN_FLIGHT).toBeLessThanOrEqual(sockets);
  expect(DEAD_LETTERS_IN_FLIGHT).toBeLessThanOrEqual(sockets);
});
