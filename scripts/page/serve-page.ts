import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { serveLocally } from '../system/serve-locally.ts';
import type { Asked } from './answer.ts';
import type { Feed } from './feed.ts';
import { type PageFile, readPageFiles } from './page-files.ts';
import { pageHeaders } from './page-headers.ts';
import { kinds, narrowings } from './public/choices.ts';
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
  } else {
    const [found, status, message] = await ask(name, new URLSearchParams(query), feed);
    sendJson(response, found === undefined ? status : 200, found ?? { message });
  }
}

/** Gives what was asked for; and the status and the message for when there is no such thing. */
async function ask(
  name: string | undefined,
  query: URLSearchParams,
  feed: Feed,
): Promise<[found: object | undefined, status: number, message: string]> {
  if (name === 'find') {
    const asked = readAsked(query);
    const expected = 'Expected an id (11086, 21070000000011086 or 2107~11086) or a URL of Canvas.';
    return [asked && (await feed.find(asked)), 400, expected];
  }
  if (name === 'more') {
    const listing = await feed.readOn(query.get('token') ?? '');
    return [listing, 410, 'This list is no longer open. Look for it again.'];
  }
  if (name === 'letter' && feed.readLetter !== undefined) {
    const body = await feed.readLetter(query.get('id') ?? '');
    return [body === undefined ? undefined : { body }, 404, 'This message is no longer a dead letter.'];
  }
  return [undefined, 404, 'There is nothing here.'];
}

/** The address of the page asks in the same way. */
function readAsked(query: URLSearchParams): Asked | undefined {
  const kind = kinds.find((kind) => query.has(kind));
  const choose = <Choice extends string>(name: string, choices: readonly Choice[]) =>
    choices.find((choice) => choice === query.get(name));
  const narrowed = {
    facet: choose('facet', narrowings.facet),
    status: choose('status', narrowings.status),
    visibility: choose('visibility', narrowings.visibility),
    since: /^\d{4}-\d\d-\d\d$/.exec(query.get('since') ?? '')?.[0],
  };
  const isKnown = Object.entries(narrowed).every(
    ([name, value]) => query.has(name) === (value !== undefined),
  );
  if (kind === undefined || !isKnown) return undefined;
  return { kind, text: query.get(kind)?.trim() ?? '', ...narrowed, filter: query.get('filter') ?? '' };
}

function sendJson(response: ServerResponse, status: number, document: object): void {
  response.writeHead(status, { ...pageHeaders, 'content-type': 'application/json' });
  response.end(JSON.stringify(document));
}
