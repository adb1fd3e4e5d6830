import { once } from 'node:events';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export type LocalServer = {
  /** Its address without a path: `http://127.0.0.1:40123`. */
  readonly origin: string;
  /** Closes every connection. */
  readonly stop: () => Promise<void>;
};

/** Lets a server listen on a free port of 127.0.0.1, for the programs of this machine and for no web site. */
export async function serveLocally(server: Server): Promise<LocalServer> {
  guardServer(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/**
 * Makes a server answer nothing to a web site, before any listener that it has sees the request.
 *
 * The browser of anyone who visits a site reaches 127.0.0.1, and what is served here is grades. A name that was
 * made to mean this machine is told by `Host`, which a page cannot set; a page of elsewhere by `Origin`, and
 * where a browser leaves that out, as for an image or a link, by `Sec-Fetch-Site`. Programs send neither.
 */
export function guardServer(server: Server): void {
  const listeners = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    const refusal = refusalOf(request);
    if (refusal === undefined) {
      for (const serve of listeners) serve.call(server, request, response);
      return;
    }
    response.writeHead(refusal.status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(JSON.stringify({ message: refusal.message }));
  });
}

function refusalOf({ headers, socket }: IncomingMessage): { status: number; message: string } | undefined {
  const hosts = [`127.0.0.1:${socket.localPort}`, `localhost:${socket.localPort}`];
  if (!hosts.includes(headers.host ?? '')) {
    return { status: 421, message: 'This server goes by another name.' };
  }
  const { origin, 'sec-fetch-site': site = 'none' } = headers;
  const isOurs = origin === undefined || hosts.some((host) => origin === `http://${host}`);
  if (!isOurs || !['none', 'same-origin'].includes(site)) {
    return { status: 403, message: 'This server has no answer for web sites.' };
  }
  return undefined;
}
