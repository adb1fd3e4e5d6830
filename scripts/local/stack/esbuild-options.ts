import type { BuildOptions } from 'esbuild';
import { bundling } from '../../../lib/bundling.ts';

const { externalModules, banner, ...shared } = bundling;

/** The options by which the CDK has esbuild bundle the function, for bundles of changed code. */
export const esbuildOptions = {
  ...shared,
  bundle: true,
  platform: 'node',
  format: 'esm',
  external: externalModules,
  banner: { js: banner },
} satisfies BuildOptions;
