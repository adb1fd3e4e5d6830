import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { serveLocally } from '../system/serve-locally.ts';
import { type Answer, type Asked, kinds, listedFacets, statuses, visibilities } from './answer.ts';
import type { Feed } from './feed.ts';
import { type PageFile, readPageFiles } from './page-files.ts';
import { pageHeaders } from './page-headers.ts';
import { streamSnapshots } from './stream-snapshots.ts';

export type PageServer = {
  readonly url: string;
  /** Closes every connection, event streams included. */
  readonly stop: () => Promise<void>;
};

/**
 * Serves the page on a free port of 127.0.0.1, under a path that cannot be guessed: another person who works on this
 * machine can reach the port, and must not read with the permissions of the one who opened the page.
 *
 *     GET /<secret>/                    the page, and its files beside it
 *     GET /<secret>/snapshots           server-sent events
 *     GET /<secret>/find?course=565     a list; or a story, as of a submission by its id or URL
 *     GET /<secret>/more?token=…        the next part of a list
 *     GET /<secret>/letter?id=…         the body of a dead letter, of a local run only
 */
export async function servePage(feed: Feed): Promise<PageServer> {
  const files = await readPageFiles();
  const base = `/${randomBytes(16).toString('base64url')}/`;
  const server = createServer((request, response) => {
    answer(request, response, { feed, files, base }).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { message: feed.describeFailure(error) });
    });
  });
  const { origin, stop } = await serveLocally(server);
  return { url: origin + base, stop };
}

type Context = {
  readonly feed: Feed;
  readonly files: ReadonlyMap<string, PageFile>;
  readonly base: string;
};

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { feed, files, base }: Context,
): Promise<void> {
  if (request.method !== 'GET') {
    response.setHeader('allow', 'GET');
    return sendJson(response, 405, { message: 'This page is for reading.' });
  }
  const [path = '', query] = request.url?.split('?', 2) ?? [];
  const name = path.startsWith(base) ? path.slice(base.length) : undefined;
  const file = name === undefined ? undefined : files.get(name);
  if (file !== undefined) {
    response.writeHead(200, { ...pageHeaders, 'content-type': file.type }).end(file.bytes);
  } else if (name === 'snapshots') {
    response.writeHead(200, { ...pageHeaders, 'content-type': 'text/event-stream' });
    streamSnapshots(response, feed);
  } else if (name === 'find') {
    const asked = readAsked(new URLSearchParams(query));
    const found = asked && (await feed.find(asked));
    sendAnswer(
      response,
      found,
      400,
      'Expected an id (11086, 21070000000011086 or 2107~11086) or a URL of Canvas.',
    );
  } else if (name === 'more') {
    const token = new URLSearchParams(query).get('token') ?? '';
    sendAnswer(response, await feed.readOn(token), 410, 'This list is no longer open. Look for it again.');
  } else if (name === 'letter' && feed.readLetter !== undefined) {
    const body = await feed.readLetter(new URLSearchParams(query).get('id') ?? '');
    if (body === undefined) sendJson(response, 404, { message: 'This message is no longer a dead letter.' });
    else sendJson(response, 200, { body });
  } else {
    sendJson(response, 404, { message: 'There is nothing here.' });
  }
}

/** The address of the page asks in the same way. */
function readAsked(query: URLSearchParams): Asked | undefined {
  const kind = kinds.find((kind) => query.has(kind));
  const choose = <Choice extends string>(name: string, choices: readonly Choice[]) =>
    choices.find((choice) => choice === query.get(name));
  const narrowed = {
    facet: choose('facet', listedFacets),
    status: choose('status', statuses),
    visibility: choose('visibility', visibilities),
    since: /^\d{4}-\d\d-\d\d$/.exec(query.get('since') ?? '')?.[0],
  };
  const isKnown = Object.entries(narrowed).every(
    ([name, value]) => query.has(name) === (value !== undefined),
  );
  if (kind === undefined || !isKnown) return undefined;
  return { kind, text: query.get(kind)?.trim() ?? '', ...narrowed, filter: query.get('filter') ?? '' };
}

function sendAnswer(
  response: ServerResponse,
  found: Answer | undefined,
  otherwise: number,
  message: string,
): void {
  if (found === undefined) sendJson(response, otherwise, { message });
  else sendJson(response, 200, found);
}

function sendJson(response: ServerResponse, status: number, document: object): void {
  response.writeHead(status, { ...pageHeaders, 'content-type': 'application/json' });
  response.end(JSON.stringify(document));
}
