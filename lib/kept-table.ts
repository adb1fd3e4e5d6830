import { RemovalPolicy } from 'aws-cdk-lib';
import { BillingMode, TableEncryption, type TableOptions } from 'aws-cdk-lib/aws-dynamodb';
import type { Config } from './config.ts';

/** What all tables have in common: paid per request, restorable, encrypted, and safe from being deleted. */
export function keptTable(config: Pick<Config, 'removalPolicy'>) {
  const keep = config.removalPolicy !== 'destroy';
  return {
    // Posting grades sends thousands of events in a minute, the night none.
    billingMode: BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    // The account's aws/dynamodb key: its use shows in CloudTrail, it costs next to nothing, and it can be
    // exchanged in place for a key of one's own, which readers in another account would need.
    encryption: TableEncryption.AWS_MANAGED,
    deletionProtection: keep,
    // Also when the first deployment fails: CloudFormation could not delete a protected table.
    removalPolicy: keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  } satisfies Partial<TableOptions>;
}
