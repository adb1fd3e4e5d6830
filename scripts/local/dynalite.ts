import dynalite from 'dynalite';
import { acceptStatements } from './execute-statements.ts';
import { serveLocally } from './serve-locally.ts';

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
