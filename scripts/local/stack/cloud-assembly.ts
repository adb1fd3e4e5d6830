import { join } from 'node:path';
import { AssetManifestArtifact, CloudAssembly as CdkAssembly } from 'aws-cdk-lib/cx-api';

export type Resource = {
  readonly Type: string;
  readonly Properties?: { readonly [name: string]: unknown };
};

export type Template = {
  readonly Resources: { readonly [logicalId: string]: Resource };
  readonly Outputs?: { readonly [name: string]: { readonly Value: unknown } };
};

export type CloudAssembly = {
  readonly stackName: string;
  readonly template: Template;
  /** Finds the folder of a file asset by the object key under which the template names it. */
  assetDirectory(objectKey: string): string;
};

/** Reads the one stack of a cloud assembly, as `cdk deploy` would. */
export function readCloudAssembly(directory: string): CloudAssembly {
  const { stacks, artifacts } = new CdkAssembly(directory);
  const [stack] = stacks;
  if (stack === undefined || stacks.length > 1) {
    throw new Error(`The app declares ${stacks.length} stacks; a local run needs exactly one.`);
  }
  const assets = artifacts
    .filter((artifact) => AssetManifestArtifact.isAssetManifestArtifact(artifact))
    .flatMap(({ contents }) => Object.values(contents.files ?? {}));
  return {
    stackName: stack.stackName,
    template: stack.template as Template,
    assetDirectory(objectKey) {
      const asset = assets.find(({ destinations }) =>
        Object.values(destinations).some((destination) => destination.objectKey === objectKey),
      );
      if (asset?.source.path === undefined) {
        throw new Error(`The asset manifest has no file asset ${objectKey}.`);
      }
      return join(directory, asset.source.path);
    },
  };
}
