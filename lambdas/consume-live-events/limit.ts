/** Does a piece of work when it is its turn. */
export type Limit = <T>(work: () => Promise<T>) => Promise<T>;

/** Lets at most that many pieces of work run at once; the others wait, first come first served. */
export function createLimit(atOnce: number): Limit {
  const waiting: (() => void)[] = [];
  let free = atOnce;
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((begin) => waiting.push(begin));
    try {
      return await work();
    } finally {
      // Who waits takes the place over, so that nobody who comes meanwhile is faster.
      const begin = waiting.shift();
      if (begin === undefined) free += 1;
      else begin();
    }
  };
}
