import { CfnResource } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * Fixes the logical id of the resource behind a construct.
 *
 * By default the id follows from the construct's place in the tree, so moving it would make
 * CloudFormation replace the resource. What holds messages or rows, and has a fixed name, must not
 * be replaced: its id is written down instead.
 */
export function pinLogicalId(construct: Construct, logicalId: string): void {
  const resource = construct.node.defaultChild;
  if (!CfnResource.isCfnResource(resource)) {
    throw new Error(`${construct.node.path} is not one resource, so it has no logical id to pin.`);
  }
  resource.overrideLogicalId(logicalId);
}
