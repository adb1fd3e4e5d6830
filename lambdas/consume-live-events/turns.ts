/** Lets only so many things go on at once; the others wait, first come first served. */
export type Turns = {
  /** Calls `begin`, never at once, when it is its turn. Whoever has begun must call `end`. */
  readonly take: (begin: () => void) => void;
  readonly end: () => void;
};

export function createTurns(atOnce: number): Turns {
  const waiting: (() => void)[] = [];
  let free = atOnce;
  const next = () => {
    if (free === 0) return;
    const begin = waiting.shift();
    if (begin === undefined) return;
    free -= 1;
    begin();
  };
  return {
    take(begin) {
      waiting.push(begin);
      setImmediate(next);
    },
    end() {
      free += 1;
      setImmediate(next);
    },
  };
}
