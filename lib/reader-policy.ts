import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { tableNames, tables } from '../lambdas/consume-live-events/domain/tables.ts';
import type { Config } from './config.ts';
import type { GradeTables } from './grade-tables.ts';

/**
 * Creates what the role of an analytics job needs to read grade state, and no more: rows by key, and
 * queries of tables and indexes. No scan: one would read every student, and pay for it.
 */
export function createReaderPolicy(
  scope: Construct,
  id: string,
  { name }: Pick<Config, 'name'>,
  gradeTables: GradeTables['tables'],
): ManagedPolicy {
  const indexArns = tableNames.flatMap((table) =>
    // Each by its name: `index/*` would take in indexes that do not exist yet.
    Object.keys(tables[table].indexes).map((index) => `${gradeTables[table].tableArn}/index/${index}`),
  );
  return new ManagedPolicy(scope, id, {
    managedPolicyName: `canvas-grade-state-${name}-reader`,
    description: `Reads the tables of grade state from Canvas live events (${name}).`,
    statements: [
      new PolicyStatement({
        sid: 'ReadRows',
        actions: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'],
        resources: Object.values(gradeTables).map((table) => table.tableArn),
      }),
      // Indexes hold keys only and know no GetItem: readers query them, then get the rows.
      new PolicyStatement({ sid: 'QueryIndexes', actions: ['dynamodb:Query'], resources: indexArns }),
    ],
  });
}
