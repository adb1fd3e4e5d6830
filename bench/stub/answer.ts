import type {
  BatchExecuteStatementCommandInput,
  BatchGetItemCommandInput,
  BatchStatementResponse,
  GetItemCommandInput,
  PutItemCommandInput,
  UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { type Counts, noCounts } from './counts.ts';
import { holds, type Placeholders, update } from './expressions.ts';
import type { Item } from './item-size.ts';
import { readStatement, type Statement } from './statements.ts';
import { openTables } from './stored-tables.ts';

export type Stub = {
  /**
   * Gives the body of the answer, of a refused condition as of any other.
   *
   * @throws for what it does not know
   */
  readonly answer: (operation: string, input: unknown) => object;
  readonly counts: () => Counts;
  readonly reset: (options: { readonly keepItems: boolean }) => void;
};

const MAX_KEYS = 100;
const MAX_STATEMENTS = 25;

/** Makes tables that answer the few operations that the contenders use, and count what they cost. */
export function createStub(): Stub {
  const counts = noCounts();
  const tables = openTables(counts);

  /** Writes what `change` makes of the item that is there, if the condition holds. */
  function writeIf(
    input: (PutItemCommandInput | UpdateItemCommandInput) & Placeholders,
    key: Item,
    change: (found: Item | undefined) => Item,
  ): object {
    const { TableName = '', ConditionExpression, ReturnValues = 'NONE' } = input;
    if (ReturnValues !== 'NONE') throw new Error(`ReturnValues: ${ReturnValues}`);
    const found = tables.find(TableName, key);
    if (ConditionExpression !== undefined && !holds(ConditionExpression, found, input)) {
      tables.refuse(TableName, key);
      return {
        __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
        message: 'The conditional request failed',
        ...(input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && { Item: found }),
      };
    }
    tables.put(TableName, change(found));
    return {};
  }

  function execute({ kind, table, set, remove, key }: Statement): BatchStatementResponse {
    const found = tables.find(table, key);
    const isMet = kind === 'insert' ? found === undefined : found !== undefined && contains(found, key);
    if (!isMet) {
      tables.refuse(table, key);
      const Code = kind === 'insert' ? 'DuplicateItem' : 'ConditionalCheckFailed';
      return { TableName: table, Error: { Code, Message: 'The conditional request failed' } };
    }
    const kept = Object.entries(found ?? {}).filter(([name]) => !remove.includes(name));
    tables.put(table, { ...Object.fromEntries(kept), ...set });
    return { TableName: table };
  }

  const operations: { readonly [name: string]: (input: never) => object } = {
    PutItem(input: PutItemCommandInput & Placeholders) {
      const { Item = {} } = input;
      return writeIf(input, Item, () => Item);
    },

    UpdateItem(input: UpdateItemCommandInput & Placeholders) {
      const { Key = {}, UpdateExpression = '' } = input;
      return writeIf(input, Key, (found = Key) => update(UpdateExpression, found, input));
    },

    GetItem({ TableName = '', Key = {}, ConsistentRead = false }: GetItemCommandInput) {
      return { Item: tables.read(TableName, Key, ConsistentRead) };
    },

    BatchGetItem({ RequestItems = {} }: BatchGetItemCommandInput) {
      const keys = Object.values(RequestItems).reduce((sum, { Keys = [] }) => sum + Keys.length, 0);
      if (keys > MAX_KEYS) throw new Error(`${keys} keys in one BatchGetItem`);
      const found = Object.entries(RequestItems).map(([table, { Keys = [], ConsistentRead = false }]) => {
        const items = Keys.map((key) => tables.read(table, key, ConsistentRead));
        return [table, items.filter((item) => item !== undefined)] as const;
      });
      return { Responses: Object.fromEntries(found), UnprocessedKeys: {} };
    },

    BatchExecuteStatement({ Statements = [] }: BatchExecuteStatementCommandInput) {
      if (Statements.length > MAX_STATEMENTS)
        throw new Error(`${Statements.length} statements in one request`);
      const statements = Statements.map(({ Statement: text = '', Parameters = [] }) =>
        readStatement(text, Parameters),
      );
      const items = new Set(statements.map(({ table, key }) => tables.idOf(table, key)));
      if (items.size < statements.length) throw new Error('two statements of a request name the same item');
      return { Responses: statements.map(execute) };
    },

    /** Of the table of forgotten students, among whom is nobody. */
    Scan() {
      counts.readUnits += 1;
      return { Items: [], Count: 0, ScannedCount: 0 };
    },
  };

  return {
    answer(operation, input) {
      const execution = operations[operation];
      if (execution === undefined) throw new Error(`unknown operation: ${operation}`);
      counts.requests += 1;
      return execution(input as never);
    },
    counts: () => counts,
    reset({ keepItems }) {
      Object.assign(counts, noCounts());
      if (!keepItems) tables.clear();
    },
  };
}

function contains(item: Item, part: Item): boolean {
  return Object.entries(part).every(([name, value]) => JSON.stringify(item[name]) === JSON.stringify(value));
}
