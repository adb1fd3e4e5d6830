import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { credentials, region } from '../../../scripts/system/endpoints.ts';
import { outputsOfTables } from '../../support/dynamodb.ts';

const stackName = 'canvas-grade-state-prod';

const outputs = {
  LiveEventsQueueUrl: 'https://sqs.us-east-1.amazonaws.com/000000000000/canvas-live-events-prod',
  DeadLetterQueueUrl: 'https://sqs.us-east-1.amazonaws.com/000000000000/canvas-live-events-prod-dead-letters',
  ...outputsOfTables,
};

/** A CloudFormation that knows one stack and answers as AWS does, and the environment in which it is found. */
export type Stack = {
  readonly environment: { readonly [variable: string]: string };
  readonly stop: () => Promise<void>;
};

/** Serves the outputs of a stack whose tables are at a DynamoDB endpoint. Nothing local emulates CloudFormation. */
export async function startStack(dynamoDbEndpoint: string): Promise<Stack> {
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      const isKnown = new URLSearchParams(body).get('StackName') === stackName;
      response.writeHead(isKnown ? 200 : 400, { 'content-type': 'text/xml' });
      response.end(isKnown ? description() : noStack());
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    environment: {
      AWS_ENDPOINT_URL_CLOUDFORMATION: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_ENDPOINT_URL_DYNAMODB: dynamoDbEndpoint,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
    },
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function description(): string {
  const members = Object.entries(outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  return `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member><StackName>${stackName}</StackName><CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${members.join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
}

function noStack(): string {
  return '<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id nope does not exist</Message></Error></ErrorResponse>';
}
