import { type Attribute, AttributeType, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import {
  expiryAttribute,
  type KeyDefinition,
  perTable,
  type TableDefinition,
  type TableName,
  tables,
} from '../lambdas/consume-live-events/domain/tables.ts';
import type { Config } from './config.ts';
import { keptTable } from './kept-table.ts';
import { pinLogicalId } from './logical-id.ts';

const logicalIds = {
  submissions: 'SubmissionsTable',
  scores: 'ScoresTable',
  'course-scores': 'CourseScoresTable',
} as const satisfies Record<TableName, string>;

/**
 * The three tables of grade state, with the keys and indexes of `domain/tables.ts`.
 *
 * Names and keys are a promise to readers in other languages. CloudFormation can change neither in
 * place: a new key is a new table, filled from the old one.
 */
export class GradeTables extends Construct {
  readonly tables: Readonly<Record<TableName, Table>>;

  constructor(scope: Construct, id: string, config: Pick<Config, 'name' | 'removalPolicy'>) {
    super(scope, id);
    this.tables = perTable((name) => {
      const created = gradeTable(this, name, tables[name], config);
      pinLogicalId(created, logicalIds[name]);
      return created;
    });
  }
}

/** `Table`, not `TableV2`: neither CDK's own checks nor cdk-nag look at the resource TableV2 makes. */
function gradeTable(
  scope: Construct,
  name: TableName,
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
