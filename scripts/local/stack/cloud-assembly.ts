import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export type Resource = {
  readonly Type: string;
  readonly Properties?: { readonly [name: string]: unknown };
};

export type Template = {
  readonly Resources: { readonly [logicalId: string]: Resource };
  readonly Parameters?: { readonly [name: string]: { readonly Default?: unknown } };
  readonly Outputs?: { readonly [name: string]: { readonly Value: unknown } };
};

export type CloudAssembly = {
  readonly stackName: string;
  readonly template: Template;
  /** Finds the folder of a file asset by the object key under which the template names it. */
  assetDirectory(objectKey: string): string;
};

/** Reads the one stack of a cloud assembly, as `cdk deploy` would. */
export async function readCloudAssembly(directory: string): Promise<CloudAssembly> {
  const manifest = await readJson<Manifest>(directory, 'manifest.json');
  const artifacts = Object.entries(manifest.artifacts);
  const stacks = artifacts.filter(([, artifact]) => artifact.type === 'aws:cloudformation:stack');
  const [stack] = stacks;
  if (stack === undefined || stacks.length > 1) {
    throw new Error(`The app declares ${stacks.length} stacks; a local run needs exactly one.`);
  }
  const [artifactId, { properties }] = stack;
  if (properties?.templateFile === undefined) throw new Error(`Stack ${artifactId} has no template.`);
  const template = await readJson<Template>(directory, properties.templateFile);
  const assets = await readAssets(directory, artifacts);
  return {
    stackName: properties.stackName ?? artifactId,
    template,
    assetDirectory(objectKey) {
      const path = assets.get(objectKey);
      if (path === undefined) throw new Error(`The asset manifest has no file asset ${objectKey}.`);
      return path;
    },
  };
}

type Artifact = {
  readonly type: string;
  readonly properties?: {
    readonly templateFile?: string;
    readonly stackName?: string;
    readonly file?: string;
  };
};

type Manifest = { readonly artifacts: { readonly [id: string]: Artifact } };

type AssetManifest = {
  readonly files: {
    readonly [id: string]: {
      readonly source: { readonly path: string };
      readonly destinations: { readonly [id: string]: { readonly objectKey: string } };
    };
  };
};

async function readAssets(directory: string, artifacts: [string, Artifact][]): Promise<Map<string, string>> {
  const assets = new Map<string, string>();
  for (const [, { type, properties }] of artifacts) {
    if (type !== 'cdk:asset-manifest' || properties?.file === undefined) continue;
    const { files } = await readJson<AssetManifest>(directory, properties.file);
    for (const { source, destinations } of Object.values(files)) {
      for (const { objectKey } of Object.values(destinations)) {
        assets.set(objectKey, join(directory, source.path));
      }
    }
  }
  return assets;
}

async function readJson<T>(directory: string, file: string): Promise<T> {
  return JSON.parse(await readFile(join(directory, file), 'utf8')) as T;
}
