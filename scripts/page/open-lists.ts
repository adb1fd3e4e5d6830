import { randomUUID } from 'node:crypto';
import type { Listing } from './answer.ts';
import type { Change } from './describe-change.ts';

/** A list that is read as far as somebody asks, and no further. */
export type List = Pick<Listing, 'kind' | 'ids' | 'hint'> & {
  readonly changes: AsyncGenerator<Change>;
  readonly fits: (change: Change) => boolean;
};

export type OpenLists = {
  /** Gives the first part of a list. */
  begin(list: List): Promise<Listing>;
  /** Gives the next part. Undefined when the list is closed, or that part was given before. */
  readOn(token: string): Promise<Listing | undefined>;
  close(): Promise<void>;
};

/** A list that nobody reads on holds some hundred rows. The one asked of longest ago makes room. */
const OPEN_AT_MOST = 20;
const SHOWN_AT_ONCE = 200;
/** A filter that fits little must not keep anybody waiting: this many rows are read, then told of. */
const READ_AT_ONCE = 5000;

export function openLists(): OpenLists {
  const open = new Map<string, { list: List; read: number }>();

  const give = async (list: List, readBefore: number): Promise<Listing> => {
    const rows: Change[] = [];
    let [read, isDone] = [readBefore, false];
    while (!isDone && rows.length < SHOWN_AT_ONCE && read < readBefore + READ_AT_ONCE) {
      const { value, done = false } = await list.changes.next();
      isDone = done;
      if (value === undefined) continue;
      read += 1;
      if (list.fits(value)) rows.push(value);
    }
    const { kind, ids, hint } = list;
    return { kind, ids, hint, rows, read, more: isDone ? null : await keep(list, read) };
  };

  /** A part is given once: were its answer lost and asked for again, the list would continue without it. */
  const keep = async (list: List, read: number): Promise<string> => {
    const token = randomUUID();
    open.set(token, { list, read });
    const [oldest = ''] = open.keys();
    if (open.size > OPEN_AT_MOST) await closeList(oldest);
    return token;
  };

  const closeList = async (token: string): Promise<void> => {
    const closed = open.get(token);
    open.delete(token);
    await closed?.list.changes.return(undefined);
  };

  return {
    begin: (list) => give(list, 0),
    async readOn(token) {
      const found = open.get(token);
      open.delete(token);
      return found && give(found.list, found.read);
    },
    async close() {
      await Promise.all([...open.keys()].map(closeList));
    },
  };
}
