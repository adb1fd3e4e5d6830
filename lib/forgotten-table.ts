import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { Config } from './config.ts';
import { keptTable } from './kept-table.ts';
import { pinLogicalId } from './logical-id.ts';

/**
 * The table of students who were forgotten: hashes of their ids, and since when.
 *
 * Losing it would let them come back, so it is kept like the rows, and nothing in it expires.
 */
export class ForgottenTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, config: Pick<Config, 'name' | 'removalPolicy'>) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      tableName: `canvas-grade-state-${config.name}-forgotten`,
      partitionKey: { name: 'user_hash', type: AttributeType.STRING },
      ...keptTable(config),
    });
    pinLogicalId(this.table, 'ForgottenTable');
  }
}
