import { describe, expect, test } from '@jest/globals';
import { UsageError } from '../../../scripts/command/command-error.ts';
import { parseCommandLine } from '../../../scripts/command/parse-command-line.ts';

const options = {
  keep: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  user: { type: 'string' },
} as const;

/** What npm 11 leaves to `npm run local --keep --no-user`. */
const npm = {
  npm_lifecycle_event: 'local',
  npm_command: 'run',
  npm_config_keep: 'true',
  npm_config_user: '',
};
const file = '/project/scripts/local/command.ts';

describe('an option that npm kept to itself', () => {
  const parse = (env: { readonly [name: string]: string }) =>
    parseCommandLine({ args: [], options }, { file, env });

  test('is named, with how to give it', () => {
    expect(() => parse(npm)).toThrow(UsageError);
    expect(() => parse(npm)).toThrow(
      "npm kept --keep to itself, since what stands before -- is npm's. " +
        'Write: npm run local -- --keep …, or: npx grade-state local --keep …',
    );
  });

  test('is named with every other', () => {
    expect(() => parse({ ...npm, npm_config_dry_run: 'true' })).toThrow('npm kept --keep and --dry-run to');
  });

  test.each([
    ['was not given', { npm_lifecycle_event: 'local' }],
    ['was switched off', { ...npm, npm_config_keep: 'false' }],
    ['was of a script that starts this one', { ...npm, npm_lifecycle_event: 'check:tests' }],
    ['was of npx', { ...npm, npm_lifecycle_event: 'npx' }],
  ])('is no matter when it %s', (_, env) => {
    expect(parse(env).values).toEqual({});
  });
});

describe('an unknown option', () => {
  const parse = (option: string) => parseCommandLine({ args: [option], options }, { file, env: {} });

  test('that resembles a known one is asked about', () => {
    expect(() => parse('--kep')).toThrow(/^Unknown option '--kep'\. Did you mean --keep\?$/);
    expect(() => parse('--dryrun')).toThrow(/Did you mean --dry-run\?$/);
  });

  test('is else only named', () => {
    expect(() => parse('--colour')).toThrow(/^Unknown option '--colour'(?!.*Did you mean)/);
  });
});
