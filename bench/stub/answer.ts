import { createHash } from 'node:crypto';
import type {
  BatchExecuteStatementCommandInput,
  BatchGetItemCommandInput,
  GetItemCommandInput,
  PutItemCommandInput,
  ScanCommandInput,
  UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { type Counts, noCounts, type Operation, type OperationCounts, operations } from './counts.ts';
import { holds, type Placeholders, update } from './expressions.ts';
import type { Item } from './item-size.ts';
import { readStatement, type Statement } from './statements.ts';
import { openTables } from './stored-tables.ts';

export type Answer = { readonly status: number; readonly body: unknown };

export type Stub = {
  /** @throws for what it does not know */
  readonly answer: (operation: string, input: unknown) => Answer;
  readonly counts: () => Counts;
  readonly reset: (options: { keepItems: boolean }) => void;
};

type Refusable = {
  ConditionExpression?: string;
  ReturnValuesOnConditionCheckFailure?: string;
} & Placeholders;

const done: Answer = { status: 200, body: {} };
const MAX_KEYS = 100;
const MAX_STATEMENTS = 25;

/** Makes tables that answer the few operations that the contenders use, and count what they cost. */
export function createStub(): Stub {
  const tables = openTables();
  let byOperation: { [Name in Operation]?: OperationCounts } = {};

  function write(counts: OperationCounts, table: string, item: Item): void {
    const { writeUnits, indexWriteUnits } = tables.put(table, item);
    counts.writeUnits += writeUnits;
    counts.indexWriteUnits += indexWriteUnits;
  }

  function refuse(counts: OperationCounts, table: string, key: Item): void {
    counts.refused += 1;
    counts.writeUnits += tables.refusedWriteUnits(table, key);
  }

  /** Writes what `change` makes of the item that is there, if the condition holds. */
  function writeIf(
    input: Refusable,
    counts: OperationCounts,
    table: string,
    { key, change }: { key: Item; change: (found: Item | undefined) => Item },
  ): Answer {
    counts.items += 1;
    const found = tables.get(table, key);
    if (input.ConditionExpression !== undefined && !holds(input.ConditionExpression, found, input)) {
      refuse(counts, table, key);
      const shown = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && found !== undefined;
      return { status: 400, body: { ...conditionalCheckFailed, ...(shown && { Item: found }) } };
    }
    write(counts, table, change(found));
    return done;
  }

  const handlers: { [Name in Operation]: (input: never, counts: OperationCounts) => Answer } = {
    PutItem(input: PutItemCommandInput & Refusable, counts) {
      expectNothingReturned(input.ReturnValues);
      const item = input.Item ?? {};
      return writeIf(input, counts, input.TableName ?? '', { key: item, change: () => item });
    },
    UpdateItem(input: UpdateItemCommandInput & Refusable, counts) {
      expectNothingReturned(input.ReturnValues);
      const key = input.Key ?? {};
      const change = (found: Item | undefined) => update(input.UpdateExpression ?? '', found ?? key, input);
      return writeIf(input, counts, input.TableName ?? '', { key, change });
    },
    GetItem({ TableName = '', Key = {}, ConsistentRead = false }: GetItemCommandInput, counts) {
      counts.items += 1;
      counts.readUnits += tables.readUnits(TableName, Key, ConsistentRead);
      return { status: 200, body: { Item: tables.get(TableName, Key) } };
    },
    BatchGetItem({ RequestItems = {} }: BatchGetItemCommandInput, counts) {
      const answers = Object.entries(RequestItems).map(([table, { Keys = [], ConsistentRead = false }]) => {
        counts.items += Keys.length;
        for (const key of Keys) counts.readUnits += tables.readUnits(table, key, ConsistentRead);
        return [
          table,
          Keys.map((key) => tables.get(table, key)).filter((item) => item !== undefined),
        ] as const;
      });
      const keys = Object.values(RequestItems).reduce((sum, { Keys = [] }) => sum + Keys.length, 0);
      if (keys > MAX_KEYS) throw new Error(`${keys} keys in one BatchGetItem`);
      return { status: 200, body: { Responses: Object.fromEntries(answers), UnprocessedKeys: {} } };
    },
    BatchExecuteStatement({ Statements = [] }: BatchExecuteStatementCommandInput, counts) {
      if (Statements.length > MAX_STATEMENTS)
        throw new Error(`${Statements.length} statements in one request`);
      const statements = Statements.map(({ Statement = '', Parameters = [] }) =>
        readStatement(Statement, Parameters),
      );
      const items = new Set(statements.map((statement) => tables.idOf(statement.table, keyOf(statement))));
      if (items.size < statements.length) throw new Error('two statements of a request name the same item');
      return { status: 200, body: { Responses: statements.map((statement) => execute(statement, counts)) } };
    },
    /** Of the table of forgotten students, among whom is nobody. */
    Scan(_: ScanCommandInput, counts) {
      counts.readUnits += 1;
      return { status: 200, body: { Items: [], Count: 0, ScannedCount: 0 } };
    },
    SendMessage({ MessageBody = '' }: { MessageBody?: string }, counts) {
      counts.items += 1;
      const digest = createHash('md5').update(MessageBody).digest('hex');
      return { status: 200, body: { MessageId: 'bench', MD5OfMessageBody: digest } };
    },
  };

  function execute(statement: Statement, counts: OperationCounts) {
    const { table } = statement;
    counts.items += 1;
    const key = keyOf(statement);
    const found = tables.get(table, key);
    if (statement.kind === 'insert' && found === undefined) write(counts, table, statement.item);
    else if (statement.kind === 'update' && found !== undefined && contains(found, statement.where)) {
      const left = Object.entries(found).filter(([name]) => !statement.remove.includes(name));
      write(counts, table, { ...Object.fromEntries(left), ...statement.set });
    } else {
      refuse(counts, table, key);
      const Code = statement.kind === 'insert' ? 'DuplicateItem' : 'ConditionalCheckFailed';
      return { TableName: table, Error: { Code, Message: 'The conditional request failed' } };
    }
    return { TableName: table };
  }

  return {
    answer(operation, input) {
      if (!isKnown(operation)) throw new Error(`unknown operation: ${operation}`);
      const counts = byOperation[operation] ?? noCounts();
      byOperation[operation] = counts;
      counts.requests += 1;
      return handlers[operation](input as never, counts);
    },
    counts: () => ({ operations: byOperation, stored: tables.stored() }),
    reset({ keepItems }) {
      byOperation = {};
      if (!keepItems) tables.clear();
    },
  };
}

const conditionalCheckFailed = {
  __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
  message: 'The conditional request failed',
};

/** An item, or a condition on one, that has its key among other attributes. */
function keyOf(statement: Statement): Item {
  return statement.kind === 'insert' ? statement.item : statement.where;
}

function isKnown(operation: string): operation is Operation {
  return (operations as readonly string[]).includes(operation);
}

function contains(item: Item, part: Item): boolean {
  return Object.entries(part).every(([name, value]) => JSON.stringify(item[name]) === JSON.stringify(value));
}

function expectNothingReturned(returnValues: string | undefined): void {
  if (returnValues !== undefined && returnValues !== 'NONE') throw new Error(`ReturnValues: ${returnValues}`);
}
