import { isRunByNpm } from './npm-options.ts';

/**
 * Finds the folder that a path on the command line is meant from.
 *
 * npm runs scripts in the package's folder, wherever npm itself was called.
 */
export function callingDirectory(): string {
  const isScript = isRunByNpm({ file: process.argv[1], env: process.env });
  return (isScript ? process.env['INIT_CWD'] : undefined) ?? process.cwd();
}
