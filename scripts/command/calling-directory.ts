/**
 * Finds the folder that a path on the command line is meant from.
 *
 * npm runs scripts in the package's folder, wherever npm itself was called.
 *
 * @param script the name of the npm script, since a script run by another one inherits its environment
 */
export function callingDirectory(script: string): string {
  const isRunByNpm = process.env['npm_lifecycle_event'] === script;
  return (isRunByNpm ? process.env['INIT_CWD'] : undefined) ?? process.cwd();
}
