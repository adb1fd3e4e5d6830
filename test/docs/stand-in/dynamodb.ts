import {
  BatchGetItemCommand,
  DynamoDBClient,
  GetItemCommand,
  paginateQuery,
  paginateScan,
  type QueryCommandInput,
  type ScanCommandInput,
} from '@aws-sdk/client-dynamodb';

/**
 * Sends a request of the AWS command line or of boto3, whose parameters are the API's own, through the SDK.
 *
 * @param operation in the API's spelling: `GetItem`
 */
export async function send(operation: string, input: object): Promise<object> {
  // Region, credentials and endpoint are those of the environment, as for the programs it stands in for.
  const client = new DynamoDBClient();
  try {
    switch (operation) {
      case 'GetItem':
        return without$metadata(await client.send(new GetItemCommand(input as never)));
      case 'BatchGetItem':
        return without$metadata(await client.send(new BatchGetItemCommand(input as never)));
      case 'Query':
        return { Items: await itemsOf(paginateQuery({ client }, input as QueryCommandInput)) };
      case 'Scan':
        return { Items: await itemsOf(paginateScan({ client }, input as ScanCommandInput)) };
      default:
        throw new Error(`The stand-ins know no ${operation}: add it, or install the program.`);
    }
  } finally {
    client.destroy();
  }
}

async function itemsOf(pages: AsyncIterable<{ Items?: object[] | undefined }>): Promise<object[]> {
  const items = [];
  for await (const { Items = [] } of pages) items.push(...Items);
  return items;
}

function without$metadata({ $metadata: _, ...output }: { $metadata: unknown }): object {
  return output;
}
