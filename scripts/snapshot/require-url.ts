import { CommandError } from '../command/command-error.ts';

/**
 * Reads the address of an API. A secret is sent there, so it is https, but for this machine itself.
 *
 * @throws CommandError
 */
export function requireUrl(name: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLoopback = url?.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url?.protocol === 'https:' || (url !== undefined && isLoopback)) return url;
  throw new CommandError(`${name}: expected an address that begins with https://.`);
}
