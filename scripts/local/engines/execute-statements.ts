import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  type BatchStatementRequest,
  type BatchStatementResponse,
  DynamoDBClient,
  DynamoDBServiceException,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { credentials, region } from '../../system/endpoints.ts';
import { type Operation, translateStatement } from './translate-statement.ts';

const MAX_STATEMENTS = 25;

/**
 * Teaches dynalite `BatchExecuteStatement`, for the statements that the function writes.
 *
 * As DynamoDB does, it carries them out one by one, none of them depending on the others, and refuses a
 * request that names an item twice or has more than 25 statements. The tests of the row store run against
 * AWS's own DynamoDB Local as well, and must pass on both.
 */
export function acceptStatements(server: Server): void {
  const [serve] = server.listeners('request') as RequestListener[];
  let client: DynamoDBClient | undefined;
  server.on('close', () => client?.destroy());
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (request.headers['x-amz-target'] !== 'DynamoDB_20120810.BatchExecuteStatement') {
      serve?.(request, response);
      return;
    }
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    // One request of the function is up to 25 here, and the SDK warns of as many that wait for a socket.
    const requestHandler = { httpAgent: { keepAlive: true, maxSockets: Infinity } };
    client ??= new DynamoDBClient({ endpoint, region, credentials, requestHandler });
    executeStatements(client, request, response).catch(() => response.destroy());
  });
}

async function executeStatements(client: DynamoDBClient, request: IncomingMessage, response: ServerResponse) {
  const { Statements } = JSON.parse(await text(request)) as { Statements: BatchStatementRequest[] };
  const operations = Statements.map(translateStatement);
  const isInvalid =
    operations.length > MAX_STATEMENTS ||
    new Set(operations.map(({ itemKey }) => itemKey)).size < operations.length;
  if (isInvalid) {
    const message = 'Too many statements, or an item named twice';
    return answer(response, 400, { __type: 'com.amazon.coral.validate#ValidationException', message });
  }
  const Responses = await Promise.all(operations.map((operation) => execute(client, operation)));
  return answer(response, 200, { Responses });
}

async function execute(client: DynamoDBClient, operation: Operation): Promise<BatchStatementResponse> {
  const { TableName } = operation.input;
  try {
    if (operation.name === 'PutItem') await client.send(new PutItemCommand(operation.input));
    else await client.send(new UpdateItemCommand(operation.input));
    return { TableName };
  } catch (error) {
    if (!(error instanceof DynamoDBServiceException)) throw error;
    return { TableName, Error: toStatementError(operation.name, error) };
  }
}

/** Errors of operations and of statements have different names. */
function toStatementError(
  operation: Operation['name'],
  { name, message }: DynamoDBServiceException,
): BatchStatementResponse['Error'] {
  if (name === 'ConditionalCheckFailedException') {
    const Code = operation === 'PutItem' ? 'DuplicateItem' : 'ConditionalCheckFailed';
    return { Code, Message: message };
  }
  if (name === 'ResourceNotFoundException') return { Code: 'ResourceNotFound', Message: message };
  return { Code: 'ValidationError', Message: message };
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
}
