import { CommandError } from '../../command/command-error.ts';
import { requireUrl } from '../require-url.ts';

/** Who asks the Data Access Platform, by the names that the users of its own client know. */
export type DapSettings = { readonly url: URL; readonly clientId: string; readonly clientSecret: string };

const defaultUrl = 'https://api-gateway.instructure.com';

type Environment = { readonly [variable: string]: string | undefined };

/**
 * Reads the settings from the environment. A secret is no option: command lines are seen by others and kept.
 *
 * @throws CommandError that names the variable
 */
export function readDapSettings(env: Environment): DapSettings {
  return {
    url: requireUrl('DAP_API_URL', env['DAP_API_URL'] || defaultUrl),
    clientId: required('DAP_CLIENT_ID', env),
    clientSecret: required('DAP_CLIENT_SECRET', env),
  };
}

function required(name: string, env: Environment): string {
  const text = env[name]?.trim() ?? '';
  if (text !== '') return text;
  throw new CommandError(
    `${name}: expected a value, in the environment. API keys are made at identity.instructure.com.`,
  );
}
