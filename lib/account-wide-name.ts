import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from './config.ts';

/**
 * Names what AWS keeps one list of for a whole account, such as policies and dashboards. The region is part of it:
 * two regions with the same `name` would otherwise overwrite each other's dashboard, and the second deployment fail.
 */
export function accountWideName(scope: Construct, { name }: Pick<Config, 'name'>, part?: string): string {
  return ['canvas-grade-state', name, part, Stack.of(scope).region]
    .filter((each) => each !== undefined)
    .join('-');
}
