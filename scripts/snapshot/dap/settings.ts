import { requireUrl } from '../require-url.ts';
import { SnapshotError } from '../snapshot-error.ts';

/** Who asks the Data Access Platform, by the names that the users of its own client know. */
export type DapSettings = { readonly url: URL; readonly clientId: string; readonly clientSecret: string };

const defaultUrl = 'https://api-gateway.instructure.com';

type DapEnvironment = {
  readonly DAP_API_URL?: string | undefined;
  readonly DAP_CLIENT_ID?: string | undefined;
  readonly DAP_CLIENT_SECRET?: string | undefined;
};

/**
 * Reads the settings from the environment. A secret is no option: command lines are seen by others and kept.
 *
 * @throws SnapshotError that names the variable
 */
export function readDapSettings(env: DapEnvironment): DapSettings {
  return {
    url: requireUrl('DAP_API_URL', env.DAP_API_URL || defaultUrl),
    clientId: required('DAP_CLIENT_ID', env.DAP_CLIENT_ID),
    clientSecret: required('DAP_CLIENT_SECRET', env.DAP_CLIENT_SECRET),
  };
}

function required(name: string, value: string | undefined): string {
  const text = value?.trim() ?? '';
  if (text !== '') return text;
  throw new SnapshotError(
    `${name}: expected a value, in the environment. API keys are made at identity.instructure.com.`,
  );
}
