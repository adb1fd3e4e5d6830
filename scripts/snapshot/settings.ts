import { CommandError } from '../command/command-error.ts';

/*
 * Secrets are read from the environment and are no options, since command lines are seen by others and kept. Each
 * function throws a CommandError that names the variable or the option.
 */

type Environment = { readonly [variable: string]: string | undefined };

/** Who asks the Data Access Platform, by the names that the users of its own client know. */
export type DapSettings = { readonly url: URL; readonly clientId: string; readonly clientSecret: string };

const defaultUrl = 'https://api-gateway.instructure.com';

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

export function readToken(env: Environment): string {
  const token = env['CANVAS_API_TOKEN']?.trim() ?? '';
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new CommandError('CANVAS_API_TOKEN: expected an access token of Canvas, in the environment.');
}

/** Reads the address of an API. A secret is sent there, so it is https, but for this machine itself. */
export function requireUrl(name: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLoopback = url?.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url?.protocol === 'https:' || (url !== undefined && isLoopback)) return url;
  throw new CommandError(`${name}: expected an address that begins with https://.`);
}
