import { rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { esbuildOptions } from '../../scripts/local/stack/esbuild-options.ts';

/** The file to import, and its bytes. */
export type Bundle = { readonly file: string; readonly bytes: number };

const entries = {
  ours: 'lambdas/consume-live-events/handler.ts',
  'with-history': 'lambdas/consume-live-events/handler.ts',
  naive: 'bench/peers/naive.ts',
  'get-then-put': 'bench/peers/get-then-put.ts',
  mid: 'bench/peers/mid.ts',
  'sdk-only': 'bench/bundles/sdk-only.ts',
} as const;

export type BundleName = keyof typeof entries;

/** As our function is deployed, without what the SDK never loads in Lambda; or with all of it. */
export type Packing = 'deployed' | 'whole';

const root = join(import.meta.dirname, '../..');

/** bench/ and the function both have this package: what is measured beside ours takes the function's. */
const ofTheFunction = { '@aws-sdk/client-dynamodb': './node_modules/@aws-sdk/client-dynamodb' };

const parent = join(tmpdir(), `canvas-grade-state-bench-${process.pid}`);
const bundles = new Map<string, Promise<Bundle>>();

/** Bundles a handler as one ES module, once a process, into a folder that goes when the process does. */
export function bundle(name: BundleName, packing: Packing = 'deployed'): Promise<Bundle> {
  const id = `${name}-${packing}`;
  if (bundles.size === 0) process.once('exit', () => rmSync(parent, { recursive: true, force: true }));
  const made = bundles.get(id) ?? write(name, packing, join(parent, `${id}.mjs`));
  bundles.set(id, made);
  return made;
}

async function write(name: BundleName, packing: Packing, file: string): Promise<Bundle> {
  await build({
    ...esbuildOptions,
    ...(packing === 'whole' && { external: [] }),
    ...(name === 'sdk-only' && { alias: ofTheFunction }),
    absWorkingDir: root,
    entryPoints: [entries[name]],
    outfile: file,
    logLevel: 'error',
  });
  return { file, bytes: statSync(file).size };
}
