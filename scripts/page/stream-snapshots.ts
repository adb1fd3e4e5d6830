import type { ServerResponse } from 'node:http';
import type { Feed } from './feed.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * Answers with server-sent events: a snapshot at once, and one after every change.
 *
 * A reader that is slower than the changes gets the latest when it is ready for more, and none in between.
 */
export function streamSnapshots(response: ServerResponse, feed: Pick<Feed, 'watch'>): void {
  response.write('retry: 1000\n\n');
  let pending: Snapshot | undefined;
  const send = () => {
    if (pending === undefined || response.writableNeedDrain) return;
    response.write(`event: snapshot\ndata: ${JSON.stringify(pending)}\n\n`);
    pending = undefined;
  };
  const unwatch = feed.watch((snapshot) => {
    pending = snapshot;
    send();
  });
  response.on('drain', send);
  response.on('close', unwatch);
}
