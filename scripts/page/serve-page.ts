import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { isId } from '../../lambdas/consume-live-events/domain/ids.ts';
import { serveLocally } from '../system/serve-locally.ts';
import { type PageFile, readPageFiles } from './page-files.ts';
import { pageHeaders } from './page-headers.ts';
import { streamSnapshots } from './stream-snapshots.ts';
import type { SubmissionStory } from './tell-story.ts';
import type { OnSnapshot } from './watch-system.ts';

/** What the page is about. */
export type Feed = {
  /** Gives snapshots until the function it returns is called. */
  readonly watch: (onSnapshot: OnSnapshot) => () => void;
  /** Finds the submissions that have an id, which is a local one or a global one. */
  readonly findStories: (id: string) => Promise<readonly SubmissionStory[]>;
};

export type PageServer = {
  readonly url: string;
  /** Closes every connection, event streams included. */
  readonly stop: () => Promise<void>;
};

/**
 * Serves the page on a free port of 127.0.0.1.
 *
 *     GET /                   the page, and its files beside it
 *     GET /snapshots          server-sent events
 *     GET /submissions/<id>   a submission's story
 */
export async function servePage(feed: Feed): Promise<PageServer> {
  const files = await readPageFiles();
  const server = createServer((request, response) => {
    answer(request, response, { feed, files }).catch(() => {
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { message: 'The tables could not be read.' });
    });
  });
  const { origin, stop } = await serveLocally(server);
  return { url: `${origin}/`, stop };
}

type Context = {
  readonly feed: Feed;
  readonly files: ReadonlyMap<string, PageFile>;
};

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { feed, files }: Context,
): Promise<void> {
  if (request.method !== 'GET') {
    response.setHeader('allow', 'GET');
    return sendJson(response, 405, { message: 'This page is for reading.' });
  }
  const path = request.url?.split('?', 1)[0] ?? '';
  const file = files.get(path);
  if (file !== undefined) {
    response.writeHead(200, { ...pageHeaders, 'content-type': file.type }).end(file.bytes);
  } else if (path === '/snapshots') {
    response.writeHead(200, { ...pageHeaders, 'content-type': 'text/event-stream' });
    streamSnapshots(response, feed);
  } else if (path.startsWith('/submissions/')) {
    await sendStories(response, feed, path.slice('/submissions/'.length));
  } else {
    sendJson(response, 404, { message: 'There is nothing here.' });
  }
}

async function sendStories(response: ServerResponse, feed: Feed, id: string): Promise<void> {
  if (!isId(id)) {
    return sendJson(response, 400, { message: 'An id is a whole number of 1 to 19 digits.' });
  }
  sendJson(response, 200, { submissions: await feed.findStories(id) });
}

function sendJson(response: ServerResponse, status: number, document: object): void {
  response.writeHead(status, { ...pageHeaders, 'content-type': 'application/json' });
  response.end(JSON.stringify(document));
}
