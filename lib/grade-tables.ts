import { type Attribute, AttributeType, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import {
  type AnyTableName,
  allTables,
  expiryAttribute,
  type KeyDefinition,
  perAnyTable,
  type TableDefinition,
} from '../lambdas/consume-live-events/domain/tables.ts';
import type { Config } from './config.ts';
import { keptTable } from './kept-table.ts';
import { pinLogicalId } from './logical-id.ts';

const logicalIds = {
  submissions: 'SubmissionsTable',
  scores: 'ScoresTable',
  'course-scores': 'CourseScoresTable',
  history: 'HistoryTable',
} as const satisfies Record<AnyTableName, string>;

/**
 * The tables of grade state and of its history, with the keys and indexes of `domain/tables.ts`.
 *
 * Names and keys are a promise to readers in other languages. CloudFormation can change neither in
 * place: a new key is a new table, filled from the old one. The history is there also where none is written:
 * taken out of the stack, it would stay behind with its name, and could not be switched on again.
 */
export class GradeTables extends Construct {
  readonly tables: Readonly<Record<AnyTableName, Table>>;

  constructor(scope: Construct, id: string, config: Pick<Config, 'name' | 'removalPolicy'>) {
    super(scope, id);
    this.tables = perAnyTable((name) => {
      const created = gradeTable(this, name, allTables[name], config);
      pinLogicalId(created, logicalIds[name]);
      return created;
    });
  }
}

/** `Table`, not `TableV2`: neither CDK's own checks nor cdk-nag look at the resource TableV2 makes. */
function gradeTable(
  scope: Construct,
  name: AnyTableName,
  definition: TableDefinition,
  config: Pick<Config, 'name' | 'removalPolicy'>,
): Table {
  const table = new Table(scope, logicalIds[name], {
    tableName: `canvas-grade-state-${config.name}-${name}`,
    ...keyOf(definition),
    ...keptTable(config),
    timeToLiveAttribute: expiryAttribute,
  });
  for (const [indexName, key] of Object.entries(definition.indexes)) {
    // Keys never change, so a regrade writes nothing to an index.
    table.addGlobalSecondaryIndex({ indexName, ...keyOf(key), projectionType: ProjectionType.KEYS_ONLY });
  }
  return table;
}

function keyOf({ partitionKey, sortKey }: KeyDefinition): { partitionKey: Attribute; sortKey: Attribute } {
  return {
    partitionKey: { name: partitionKey, type: AttributeType.STRING },
    sortKey: { name: sortKey, type: AttributeType.STRING },
  };
}
