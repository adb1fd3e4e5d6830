import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { BatchStatementRequest, BatchStatementResponse } from '@aws-sdk/client-dynamodb';
import { type Operation, translateStatement } from './translate-statement.ts';

const prefix = 'DynamoDB_20120810';
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
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (request.headers['x-amz-target'] !== `${prefix}.BatchExecuteStatement`) {
      serve?.(request, response);
      return;
    }
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    executeStatements(endpoint, request, response).catch(() => response.destroy());
  });
}

async function executeStatements(endpoint: string, request: IncomingMessage, response: ServerResponse) {
  const { Statements } = JSON.parse(await text(request)) as { Statements: BatchStatementRequest[] };
  const operations = Statements.map(translateStatement);
  const isInvalid =
    operations.length > MAX_STATEMENTS ||
    new Set(operations.map(({ itemKey }) => itemKey)).size < operations.length;
  if (isInvalid) {
    const message = 'Too many statements, or an item named twice';
    return answer(response, 400, { __type: 'com.amazon.coral.validate#ValidationException', message });
  }
  const Responses = await Promise.all(operations.map((operation) => execute(endpoint, request, operation)));
  return answer(response, 200, { Responses });
}

async function execute(
  endpoint: string,
  { headers }: IncomingMessage,
  { name, input }: Operation,
): Promise<BatchStatementResponse> {
  const { status, ...answered } = await fetch(endpoint, {
    method: 'POST',
    headers: {
      authorization: String(headers.authorization),
      'content-type': String(headers['content-type']),
      'x-amz-date': String(headers['x-amz-date']),
      'x-amz-target': `${prefix}.${name}`,
    },
    body: JSON.stringify(input),
  }).then(async (answer) => ({
    status: answer.status,
    ...((await answer.json()) as { __type?: string; message?: string }),
  }));
  const { TableName } = input;
  return status === 200 ? { TableName } : { TableName, Error: toStatementError(name, answered) };
}

/** Errors of operations and of statements have different names. */
function toStatementError(
  operation: Operation['name'],
  { __type = '', message = '' }: { __type?: string; message?: string },
): BatchStatementResponse['Error'] {
  const error = __type.split('#').at(-1);
  if (error === 'ConditionalCheckFailedException') {
    const Code = operation === 'PutItem' ? 'DuplicateItem' : 'ConditionalCheckFailed';
    return { Code, Message: message };
  }
  if (error === 'ResourceNotFoundException') return { Code: 'ResourceNotFound', Message: message };
  return { Code: 'ValidationError', Message: message };
}

function answer(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
