import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BatchExecuteStatementCommandInput, BatchGetItemCommandInput } from '@aws-sdk/client-dynamodb';
import { argumentOfChild } from '../measure/run-child.ts';
import { itemOf, type School } from './school.ts';

/*
 * DynamoDB as far as a reconcile uses it, by formula: millions of rows would take gigabytes and minutes to put. It
 * answers what the school's events have left, takes every write and keeps none.
 */

const school = argumentOfChild() as School;
const counts = { keys: 0, rows: 0, history: 0 };

function answer(operation: string, input: unknown): unknown {
  if (operation === 'Scan') return { Items: [], Count: 0, ScannedCount: 0 };
  if (operation === 'BatchGetItem') {
    const { RequestItems = {} } = input as BatchGetItemCommandInput;
    const responses = Object.entries(RequestItems).map(([table, { Keys = [] }]) => {
      counts.keys += Keys.length;
      const items = Keys.map((key) => itemOf(school, table, key));
      return [table, items.filter((item) => item !== undefined)] as const;
    });
    return { Responses: Object.fromEntries(responses), UnprocessedKeys: {} };
  }
  if (operation !== 'BatchExecuteStatement') throw new Error(`unknown operation: ${operation}`);
  const { Statements = [] } = input as BatchExecuteStatementCommandInput;
  const ofRows = Statements.filter(({ Statement = '' }) => Statement.includes('revision')).length;
  counts.rows += ofRows;
  counts.history += Statements.length - ofRows;
  return { Responses: Statements.map(() => ({})) };
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const target = request.headers['x-amz-target'];
    const body =
      typeof target === 'string'
        ? answer(target.slice(target.indexOf('.') + 1), JSON.parse(Buffer.concat(chunks).toString()))
        : counts;
    const text = Buffer.from(JSON.stringify(body));
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'content-length': text.length });
    response.end(text);
  });
});
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ endpoint: `http://127.0.0.1:${port}` });
});
