import dynalite from 'dynalite';
import { serveLocally } from '../../system/serve-locally.ts';
import { acceptStatements } from './execute-statements.ts';

/** Starts an empty DynamoDB in this process: the one that runs wherever Node does. */
export async function startDynalite() {
  const server = dynalite({ createTableMs: 0 });
  acceptStatements(server);
  // dynalite throws when a client goes away in the middle of a request, as a killed function does.
  server.on('request', (request) => {
    request.removeAllListeners('error');
    request.on('error', () => request.destroy());
  });
  const { origin, stop } = await serveLocally(server);
  return { endpoint: origin, stop };
}
