import { basename, dirname } from 'node:path';

/** How a command was started: its file, and the environment that npm leaves to its scripts. */
export type Start = {
  readonly file: string | undefined;
  readonly env: { readonly [name: string]: string | undefined };
};

/** Tells whether npm runs this very command, and not a script that in turn starts it. */
export function isRunByNpm({ file = '', env }: Start): boolean {
  return env['npm_lifecycle_event'] === basename(dirname(file));
}

/**
 * Finds the options of a command that npm took for its own, as in `npm run local --keep`: the command never
 * sees them, but npm leaves them in the environment.
 */
export function optionsKeptByNpm(names: readonly string[], start: Start): readonly string[] {
  if (!isRunByNpm(start)) return [];
  return names.filter((name) => {
    const value = start.env[`npm_config_${name.replaceAll('-', '_')}`] ?? '';
    return value !== '' && value !== 'false';
  });
}

/** Says what happened to such options, and how to give them. */
export function describeKeptByNpm(names: readonly string[], { env }: Start): string {
  const script = env['npm_lifecycle_event'] ?? '';
  const options = names.map((name) => `--${name}`).join(' and ');
  return (
    `npm kept ${options} to itself, since what stands before -- is npm's. ` +
    `Write: npm run ${script} -- --${names[0]} …, or: npx grade-state ${script} --${names[0]} …`
  );
}
