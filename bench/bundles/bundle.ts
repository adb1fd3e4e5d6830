import { readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { esbuildOptions } from '../../scripts/local/stack/esbuild-options.ts';

/**
 * How a bundle is packed. `deployed` is as our function is: one ES module without what the SDK never loads in
 * Lambda. `esm` is one with all of it, as the documentation of Powertools has it.
 */
export type Packing = 'deployed' | 'esm' | 'esm-splitting' | 'cjs';

/** The file to import, and the bytes of all files of the bundle together. */
export type Bundle = { readonly file: string; readonly bytes: number };

const entries = {
  ours: 'lambdas/consume-live-events/handler.ts',
  'with-history': 'lambdas/consume-live-events/handler.ts',
  naive: 'bench/peers/naive.ts',
  'get-then-put': 'bench/peers/get-then-put.ts',
  mid: 'bench/peers/mid.ts',
  empty: 'bench/bundles/empty.ts',
  'sdk-only': 'bench/bundles/sdk-only.ts',
} as const;

export type BundleName = keyof typeof entries;

const root = join(import.meta.dirname, '../..');

const packings: Record<Packing, BuildOptions> = {
  deployed: { outExtension: { '.js': '.mjs' } },
  esm: { external: [], outExtension: { '.js': '.mjs' } },
  'esm-splitting': { external: [], splitting: true, outExtension: { '.js': '.mjs' } },
  cjs: { external: [], format: 'cjs', banner: {}, outExtension: { '.js': '.cjs' } },
};

/** bench/ and the function both have this package: what is measured beside ours takes the function's. */
const ofTheFunction = { '@aws-sdk/client-dynamodb': './node_modules/@aws-sdk/client-dynamodb' };

const bundles = new Map<string, Promise<Bundle>>();

/** Bundles a handler, once a process, into a folder that goes when the process does. */
export function bundle(name: BundleName, packing: Packing = 'deployed'): Promise<Bundle> {
  const id = `${name}-${packing}`;
  const known = bundles.get(id);
  if (known !== undefined) return known;
  if (bundles.size === 0) process.once('exit', () => rmSync(parent, { recursive: true, force: true }));
  const made = write(name, packing, join(parent, id));
  bundles.set(id, made);
  return made;
}

const parent = join(tmpdir(), `canvas-grade-state-bench-${process.pid}`);

async function write(name: BundleName, packing: Packing, folder: string): Promise<Bundle> {
  await build({
    ...esbuildOptions,
    ...packings[packing],
    absWorkingDir: root,
    entryPoints: { index: entries[name] },
    outdir: folder,
    logLevel: 'error',
    ...(name === 'sdk-only' && { alias: ofTheFunction }),
  });
  const files = readdirSync(folder).map((file) => join(folder, file));
  return {
    file: join(folder, packing === 'cjs' ? 'index.cjs' : 'index.mjs'),
    bytes: files.reduce((sum, file) => sum + statSync(file).size, 0),
  };
}
