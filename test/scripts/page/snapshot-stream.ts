import type { Snapshot } from '../../../scripts/page/snapshot.ts';

/** Reads the server-sent snapshots of a page until one fits. Fails when the stream ends before. */
export async function awaitSnapshot(url: string, fits: (snapshot: Snapshot) => boolean): Promise<Snapshot> {
  for await (const snapshot of readSnapshots(url)) if (fits(snapshot)) return snapshot;
  throw new Error('The stream ended.');
}

/** Reads server-sent snapshots. Leaving the loop closes the connection. */
export async function* readSnapshots(url: string): AsyncGenerator<Snapshot> {
  const { body } = await fetch(new URL('snapshots', url));
  let text = '';
  for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const events = (text + chunk).split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      const [, json] = /^event: snapshot\ndata: (.*)$/s.exec(event) ?? [];
      if (json !== undefined) yield JSON.parse(json) as Snapshot;
    }
  }
}
